/**
 * A member of a stream group over a Subscribe stream. Partitions come and go; commits carry the
 * generation and never name a partition that is no longer held. After a reconnection it comes back
 * as the same member and skips what the application has had already.
 */
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import { CLOSE_TIMEOUT_MS } from "../limits.ts";
import type { Brokers } from "../transport/brokers.ts";
import { fromWireError } from "../transport/status.ts";
import { PartitionPosition, positionKey } from "./partition-position.ts";
import { PendingCommits } from "./pending-commits.ts";
import { Prefetch } from "./prefetch.ts";
import { ReconnectingCall } from "./reconnecting-call.ts";
import type { GroupSettings } from "./settings.ts";
import type { Source, SourceEvents } from "./source.ts";
import type { GroupConsumerOptions, PartitionOffset, TopicPartition } from "./types.ts";
import { placeOf, toDelivery } from "./wire.ts";

const { SubscribeRequest, SubscribeResponse, Encoding, GroupMode } = tidemark.v1;

export interface GroupEvents extends SourceEvents {
  /** The application works on a record of this partition now. */
  isBusy(position: PartitionPosition): boolean;
  /** Nothing comes after what has come. The application is still to take and finish that. */
  exhausted(): void;
}

export class GroupSource implements Source {
  readonly prefetch: Prefetch;
  readonly #settings: GroupSettings;
  readonly #clientId: string;
  readonly #hooks: Pick<GroupConsumerOptions, "onAssigned" | "onRevoked">;
  readonly #events: GroupEvents;
  readonly #call: ReconnectingCall;
  readonly #positions = new Map<string, PartitionPosition>();
  /** Those of before a reconnection, until they are assigned again. */
  #remembered = new Map<string, PartitionPosition>();
  #memberId = "";
  #generation = 0;
  /** Given up, but the application still works on them. */
  #leaving: PartitionPosition[] = [];
  #onFree: (() => void) | undefined;
  readonly #commits: PendingCommits;
  /** The stream that is open has told which they are; none of before it counts until then. */
  #hasPartitions = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    brokers: Brokers,
    clientId: string,
    settings: GroupSettings,
    hooks: Pick<GroupConsumerOptions, "onAssigned" | "onRevoked">,
    events: GroupEvents,
  ) {
    this.#settings = settings;
    this.#clientId = clientId;
    this.#hooks = hooks;
    this.#events = events;
    this.#call = new ReconnectingCall(brokers, "/tidemark.v1.RecordService/Subscribe", {
      opened: () => this.#onOpened(),
      message: (message) => this.#onMessage(message),
      interrupted: () => this.#onInterrupted(),
      failed: (error) => events.ended(error),
      isComplete: () => false,
    });
    this.#commits = new PendingCommits((id, offsets) => {
      this.#send({ commit: { id, generation: this.#generation, offsets: [...offsets] } });
    });
    this.prefetch = new Prefetch(settings, (records, bytes) => {
      this.#send({ credit: { records, bytes } });
    });
  }

  get memberId(): string {
    return this.#memberId;
  }

  start(): Promise<void> {
    this.#call.open();
    if (this.#settings.autoCommit) {
      const commit = (): void => {
        if (this.#hasPartitions) void this.commit(this.uncommitted()).catch(() => undefined);
      };
      this.#timer = setInterval(commit, this.#settings.commitIntervalMs);
    }
    return Promise.resolve();
  }

  #send(request: tidemark.v1.SubscribeRequest.$Properties): void {
    this.#call.send(SubscribeRequest.encode(request).finish());
  }

  #onOpened(): void {
    const { group, topics, from, until, speed, sessionTimeoutMs } = this.#settings;
    this.#send({
      open: {
        group,
        topics: [...topics],
        mode: GroupMode.GROUP_MODE_STREAM,
        start: placeOf(from),
        until: until === undefined ? undefined : placeOf(until),
        speed,
        clientId: this.#clientId,
        memberId: this.#memberId,
        sessionTimeoutMs,
        encoding: Encoding.ENCODING_BATCH,
      },
    });
    this.prefetch.restart();
  }

  #onMessage(message: Buffer): void {
    const response = SubscribeResponse.decode(message);
    const { joined, assigned, revoked, delivery, commitResult, error, needed, ended } = response;
    if (delivery != null) {
      this.#onDelivery(delivery);
    } else if (joined != null) {
      this.#onJoined(joined.memberId, joined.generation);
    } else if (assigned != null) {
      this.#generation = assigned.generation;
      this.#onAssigned(assigned.added);
    } else if (revoked != null) {
      this.#generation = revoked.generation;
      void this.#onRevoked(revoked.generation, revoked.partitions);
    } else if (commitResult != null) {
      this.#onCommitResult(commitResult);
    } else if (needed != null) {
      this.prefetch.needed(needed.records, needed.bytes);
    } else if (ended != null) {
      this.#events.exhausted();
    } else if (error?.error != null) {
      const reason = fromWireError(error.error);
      this.#onPartitionError(error.topic, error.partition, reason);
    }
  }

  #onJoined(memberId: string, generation: number): void {
    // Another member: somebody may have had its partitions meanwhile; start where the group is.
    if (memberId !== this.#memberId) {
      this.#remembered.clear();
      this.#commits.rejectAll(
        new TidemarkError("CONNECTION_LOST", "The member was away for too long: commit again."),
      );
    }
    this.#memberId = memberId;
    this.#generation = generation;
  }

  #onAssigned(added: readonly PartitionOffset[]): void {
    for (const { topic, partition, offset } of added) {
      const key = positionKey(topic, partition);
      // What the application had before a reconnection it has still, committed or not; unless
      // somebody has set the group back meanwhile: nothing else takes back what was committed (P9).
      const known = this.#remembered.get(key);
      const position =
        known !== undefined && offset >= known.committed
          ? known
          : new PartitionPosition(topic, partition, offset);
      this.#remembered.delete(key);
      if (position !== known && known !== undefined) this.#commits.forget(known);
      position.active = true;
      position.finish(offset);
      position.committed = offset;
      this.#positions.set(key, position);
    }
    this.#hasPartitions = true;
    this.#commits.resume((each) => this.positionOf(each.topic, each.partition)?.committed);
    try {
      this.#hooks.onAssigned?.(
        added.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
      );
    } catch (error) {
      this.#events.ended(asTidemarkError(error));
    }
  }

  #onDelivery(wire: tidemark.v1.Delivery): void {
    const delivery = toDelivery(wire);
    this.prefetch.received(delivery.recordCount, delivery.sizeBytes);
    const position = this.#positions.get(positionKey(delivery.topic, delivery.partition));
    if (position === undefined) {
      this.prefetch.taken(delivery.recordCount, delivery.sizeBytes);
    } else {
      this.#events.delivery(delivery, position, this.prefetch, undefined);
    }
  }

  async #onRevoked(generation: number, partitions: readonly TopicPartition[]): Promise<void> {
    const revoked: PartitionPosition[] = [];
    for (const { topic, partition } of partitions) {
      const key = positionKey(topic, partition);
      const position = this.#positions.get(key);
      this.#positions.delete(key);
      this.#remembered.delete(key);
      if (position === undefined) continue;
      position.active = false;
      revoked.push(position);
    }
    this.#leaving.push(...revoked);
    await this.#free(revoked);
    const list = partitions.map(({ topic, partition }) => ({ topic, partition }));
    try {
      await this.#hooks.onRevoked?.(list);
    } catch (error) {
      this.#events.ended(asTidemarkError(error));
    }
    if (this.#settings.autoCommit) this.commit(uncommittedOf(revoked)).catch(() => undefined);
    this.#leaving = this.#leaving.filter((position) => !revoked.includes(position));
    this.#send({ released: { generation, partitions: list } });
  }

  /** Resolves once the application works on none of them. The broker waits only so long. */
  async #free(positions: readonly PartitionPosition[]): Promise<void> {
    while (positions.some((position) => this.#events.isBusy(position))) {
      await new Promise<void>((resolve) => {
        const others = this.#onFree;
        this.#onFree = () => {
          others?.();
          resolve();
        };
      });
    }
  }

  /** The application has gone on to another record. */
  moved(): void {
    const onFree = this.#onFree;
    this.#onFree = undefined;
    onFree?.();
  }

  taken(): void {
    // A group's stream has no end.
  }

  positions(): readonly PartitionPosition[] {
    return [...this.#positions.values()];
  }

  /** What is finished and not yet committed, of the partitions held, or held until the stream broke. */
  uncommitted(): PartitionOffset[] {
    const away = this.#hasPartitions ? [] : this.#remembered.values();
    return uncommittedOf([...this.#positions.values(), ...this.#leaving, ...away]);
  }

  /** The member's position in that partition, while it holds it. */
  positionOf(topic: string, partition: number): PartitionPosition | undefined {
    const held = this.#positions.get(positionKey(topic, partition));
    if (held !== undefined) return held;
    return this.#leaving.find((each) => each.topic === topic && each.partition === partition);
  }

  /** Resolves once the broker has them durably. */
  commit(offsets: readonly PartitionOffset[]): Promise<void> {
    if (offsets.length === 0) return Promise.resolve();
    return this.#commits.add(offsets, this.#hasPartitions);
  }

  #onCommitResult({ id, error }: tidemark.v1.CommitResult): void {
    for (const { topic, partition, offset } of this.#commits.answered(id, error) ?? []) {
      const position = this.positionOf(topic, partition);
      if (position !== undefined) position.committed = Math.max(position.committed, offset);
    }
  }

  #onPartitionError(topic: string, partition: number, error: TidemarkError): void {
    const position = this.positionOf(topic, partition);
    if (position === undefined || error.retriable) return;
    const { onOutOfRange } = this.#settings;
    const { logStartOffset, highWatermark } = error.details;
    const offset = onOutOfRange === "earliest" ? logStartOffset : highWatermark;
    if (error.code !== "OFFSET_OUT_OF_RANGE" || onOutOfRange === "error" || offset === undefined) {
      this.#events.ended(error);
      return;
    }
    // The group's position moves, then the member comes back and is told to start there.
    this.commit([{ topic, partition, offset }]).then(
      () => {
        position.next = offset;
        position.finished = offset;
        this.#call.reopen();
      },
      (reason: unknown) => this.#events.ended(asTidemarkError(reason)),
    );
  }

  #onInterrupted(): void {
    for (const [key, position] of this.#positions) {
      position.active = false;
      this.#remembered.set(key, position);
    }
    this.#positions.clear();
    this.#hasPartitions = false;
    this.#commits.interrupted();
    this.#events.interrupted();
  }

  /** Commits what is finished, if it is to, and says goodbye: its partitions move on at once. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#call.isOpen) {
      if (this.#settings.autoCommit) await this.#lastCommit();
      this.#send({ leave: {} });
      await this.#call.finish(CLOSE_TIMEOUT_MS);
    }
    this.#call.close();
    this.#commits.rejectAll(new TidemarkError("CLOSED", "The consumer was closed."));
  }

  async #lastCommit(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    // What fails here is redelivered: nobody is told.
    const committed = this.commit(this.uncommitted()).catch(() => undefined);
    await Promise.race([committed, timeout]);
    clearTimeout(timer);
  }
}

const uncommittedOf = (positions: readonly PartitionPosition[]): PartitionOffset[] =>
  positions.map((position) => position.uncommitted).filter((offset) => offset !== undefined);
