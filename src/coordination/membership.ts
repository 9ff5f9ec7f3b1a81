/**
 * One stream of a member, as the broker's sessions see it. Hands calls to the group in order and
 * bounds how many of them may wait.
 */
import type { SessionId, Ticket } from "../group/events.ts";
import { TidemarkError } from "../model/errors.ts";
import { GROUP_MEMBER_EVENTS_MAX } from "../model/limits.ts";
import type { PartitionOffset, TopicPartition } from "../model/records.ts";
import type { GroupRunner } from "./group-runner.ts";

/** What a member hears, in order, never from within one of its own calls. */
export interface MemberSink {
  joined(memberId: string, generation: number, sessionTimeoutMs: number): void;
  assigned(generation: number, added: readonly PartitionOffset[]): void;
  revoked(generation: number, partitions: readonly TopicPartition[]): void;
  /** The member holds the partition, but where to start cannot be found; it is tried again. */
  partitionError?(topic: string, partition: number, error: TidemarkError): void;
  /** Refused, fenced by another stream of the same member, or shut down. Nothing comes after. */
  end(error: TidemarkError): void;
}

export interface Membership {
  /**
   * `generation`: in which the member did the work; undefined: the one it was told of last. `done`
   * comes once, when the offsets are durable or refused, also after `close`.
   */
  commit(
    generation: number | undefined,
    offsets: readonly PartitionOffset[],
    done: (error: TidemarkError | undefined) => void,
  ): void;
  /** Answers `revoked`: work on these has stopped and their commits have been sent. */
  released(generation: number, partitions: readonly TopicPartition[]): void;
  /**
   * `clean`: the member says goodbye and its partitions move at once. Otherwise its stream broke,
   * after `silentMs` without a sign of life: it may come back until its session timeout.
   */
  close(clean: boolean, silentMs?: number): void;
}

/** What a stream needs of the coordinator. */
export interface StreamHost {
  /** `done` gets the answer to this ticket. */
  ticket(done: (error: TidemarkError | undefined) => void): Ticket;
  /** The stream is over: nothing more for it. */
  forget(session: SessionId): void;
}

export class MemberStream implements Membership {
  readonly session: SessionId;
  readonly #sink: MemberSink;
  readonly #runner: GroupRunner | undefined;
  readonly #host: StreamHost;
  #generation = 0;
  /** Commits without an answer. */
  #waiting = 0;
  /** Releases that wait for the runner's next round. */
  #releases = { round: 0, count: 0 };
  #over = false;

  /** Without a runner: refused from the start. */
  constructor(
    session: SessionId,
    sink: MemberSink,
    runner: GroupRunner | undefined,
    host: StreamHost,
  ) {
    this.session = session;
    this.#sink = sink;
    this.#runner = runner;
    this.#host = host;
  }

  commit(
    generation: number | undefined,
    offsets: readonly PartitionOffset[],
    done: (error: TidemarkError | undefined) => void,
  ): void {
    if (this.#over || this.#runner === undefined) {
      void Promise.resolve(OVER).then(done);
    } else if (this.#waiting >= GROUP_MEMBER_EVENTS_MAX) {
      void Promise.resolve(CROWDED).then(done);
    } else {
      this.#waiting++;
      const ticket = this.#host.ticket((error) => {
        this.#waiting--;
        done(error);
      });
      const { session } = this;
      const told = generation ?? this.#generation;
      this.#runner.submit({ kind: "commit", session, ticket, generation: told, offsets });
    }
  }

  released(generation: number, partitions: readonly TopicPartition[]): void {
    if (this.#over || this.#runner === undefined) return;
    const { round } = this.#runner;
    if (this.#releases.round !== round) this.#releases = { round, count: 0 };
    if (this.#releases.count++ >= GROUP_MEMBER_EVENTS_MAX) {
      this.close(false);
      void Promise.resolve().then(() => this.#sink.end(CROWDED));
      return;
    }
    this.#runner.submit({ kind: "release", session: this.session, generation, partitions });
  }

  close(clean: boolean, silentMs = 0): void {
    if (this.#over) return;
    this.#finish();
    const { session } = this;
    this.#runner?.submit(
      clean ? { kind: "leave", session } : { kind: "disconnect", session, silentMs },
    );
  }

  joined(memberId: string, generation: number, sessionTimeoutMs: number): void {
    if (this.#over) return;
    this.#generation = generation;
    this.#sink.joined(memberId, generation, sessionTimeoutMs);
  }

  assigned(generation: number, added: readonly PartitionOffset[]): void {
    if (this.#over) return;
    this.#generation = generation;
    this.#sink.assigned(generation, added);
  }

  revoked(generation: number, partitions: readonly TopicPartition[]): void {
    if (this.#over) return;
    this.#generation = generation;
    this.#sink.revoked(generation, partitions);
  }

  partitionError(topic: string, partition: number, error: TidemarkError): void {
    if (!this.#over) this.#sink.partitionError?.(topic, partition, error);
  }

  end(error: TidemarkError): void {
    if (this.#over) return;
    this.#finish();
    this.#sink.end(error);
  }

  #finish(): void {
    this.#over = true;
    this.#host.forget(this.session);
  }
}

const OVER = new TidemarkError(
  "UNKNOWN_MEMBER",
  "this stream is no member of the group any more; subscribe again",
);
const CROWDED = new TidemarkError(
  "OVERLOADED",
  `${GROUP_MEMBER_EVENTS_MAX} commits or releases of this member wait for the disk; ` +
    "send fewer, and wait for the answers",
);
