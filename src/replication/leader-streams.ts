/**
 * Every follower's stream into this broker. One for each of them: a newer one takes the place of an older,
 * whose end may not have been noticed yet.
 */
import { type PartitionId, partitionKey } from "../model/ids.ts";
import type { Clock } from "../platform/clock.ts";
import type { Network, PeerStream, StreamEvents } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import type { LeaderFollow, LedPartition } from "./leader-follow.ts";
import { LeaderStream } from "./leader-stream.ts";
import { MoveThrottle } from "./leader-throttle.ts";

export interface LeaderStreamsParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Log;
  /** The replica that this broker has of it, in whichever role. */
  readonly led: (id: PartitionId) => LedPartition | undefined;
  readonly moveBytesPerSecond: () => number;
  /** Bytes of batches that went out. */
  readonly sent: (bytes: number) => void;
}

/** A replica that is being copied to a broker that is to hold it. */
export interface MoveProgress {
  readonly id: PartitionId;
  readonly brokerId: number;
  readonly copiedBytes: number;
  readonly ofBytes: number;
}

export class LeaderStreams {
  readonly #parts: LeaderStreamsParts;
  readonly #throttle: MoveThrottle;
  readonly #streams = new Map<
    number,
    { readonly serves: LeaderStream; readonly peer: PeerStream }
  >();
  #closed = false;

  constructor(parts: LeaderStreamsParts) {
    const { clock, moveBytesPerSecond } = parts;
    this.#parts = parts;
    this.#throttle = new MoveThrottle(moveBytesPerSecond, clock.monotonicMs());
  }

  start(): void {
    this.#parts.network.accept("replication", (from, peer) => this.#accept(from, peer));
  }

  /** The partition is led here since, in another epoch, with other followers, or not at all. */
  changed(id: PartitionId): void {
    const key = partitionKey(id);
    for (const { serves } of this.#streams.values()) serves.changed(key);
  }

  /** Another process has this id: what the one before said counts no more. */
  startedAnew(brokerId: number): void {
    this.#end(brokerId);
  }

  /** Of the partitions that are led here. */
  get moves(): readonly MoveProgress[] {
    return [...this.#streams].flatMap(([brokerId, { serves }]) =>
      [...serves.follows].flatMap((follow) => progressOf(follow, brokerId) ?? []),
    );
  }

  close(): void {
    this.#closed = true;
    for (const from of this.#streams.keys()) this.#end(from);
  }

  #accept(from: number, peer: PeerStream): StreamEvents {
    this.#end(from);
    const { clock, logger, led, sent } = this.#parts;
    const throttle = this.#throttle;
    const serves = new LeaderStream({
      follower: from,
      stream: peer,
      clock,
      logger,
      led,
      throttle,
      sent,
    });
    if (this.#closed) peer.close();
    else this.#streams.set(from, { serves, peer });
    const ended = () => {
      serves.end();
      if (this.#streams.get(from)?.serves === serves) this.#streams.delete(from);
    };
    return {
      message: (bytes) => {
        try {
          serves.message(bytes);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          logger.warnOften("replication-follower", "follower says what it must not", {
            follower: from,
            error,
          });
          peer.close();
          ended();
        }
      },
      drained: () => serves.drained(),
      closed: ended,
    };
  }

  #end(from: number): void {
    const stream = this.#streams.get(from);
    if (stream === undefined) return;
    this.#streams.delete(from);
    stream.serves.end();
    stream.peer.close();
  }
}

/** Batches are taken to be spread evenly over the offsets. */
function progressOf(follow: LeaderFollow, brokerId: number): MoveProgress | undefined {
  const { phase, id, position } = follow;
  if (phase.kind !== "sending" || !phase.partition.isMoving(brokerId)) return undefined;
  const { firstOffset, endOffset, sizeBytes } = phase.partition.replica.log;
  const share =
    endOffset === firstOffset ? 1 : (position - firstOffset) / (endOffset - firstOffset);
  return { id, brokerId, copiedBytes: Math.round(sizeBytes * share), ofBytes: sizeBytes };
}
