/**
 * A member whose group another broker coordinates: says there what its session says here, and hears what
 * it is told. Where the stream breaks the membership is over, and the member comes again.
 */
import type {
  JoinOptions,
  Membership,
  MemberSink,
  QueueMembership,
  QueueSink,
} from "../../coordination/group-coordinator.ts";
import { unreachable } from "../../lib/assert.ts";
import { TidemarkError } from "../../model/errors.ts";
import { QUEUE_STREAM_WAITING_MAX } from "../../model/limits.ts";
import type { PartitionOffset, TopicPartition } from "../../model/records.ts";
import type { Network, PeerStream, PeerTarget } from "../../platform/network.ts";
import type { GroupAccess } from "./group-access.ts";
import {
  type CoordinatorSays,
  decodeCoordinatorSays,
  encodeMemberSays,
  type MemberSays,
} from "./member-messages.ts";
import { elsewhere } from "./not-coordinator.ts";

type Done = (error: TidemarkError | undefined) => void;
type Settle = Parameters<QueueMembership["settle"]>[0];
type Sinks =
  | { readonly mode: "stream"; readonly sink: MemberSink }
  | { readonly mode: "queue"; readonly sink: QueueSink };

/** The group at the broker that coordinates it. */
export class RemoteGroup implements GroupAccess {
  readonly #network: Network;
  readonly #target: PeerTarget;
  readonly #watches: boolean;
  #stable = false;

  /** `watches`: whether it is stable is asked for. */
  constructor(network: Network, target: PeerTarget, watches: boolean) {
    this.#network = network;
    this.#target = target;
    this.#watches = watches;
  }

  join(options: JoinOptions, sink: MemberSink): Membership {
    return this.#member(options, { mode: "stream", sink }).asStream();
  }

  joinQueue(options: JoinOptions, sink: QueueSink): QueueMembership {
    return this.#member(options, { mode: "queue", sink }).asQueue();
  }

  isStable(): boolean {
    return this.#stable;
  }

  #member(options: JoinOptions, sinks: Sinks): RemoteMember {
    const onStable = (stable: boolean) => (this.#stable = stable);
    const watching = this.#watches ? onStable : undefined;
    return new RemoteMember(this.#network, this.#target, options, sinks, watching);
  }
}

class RemoteMember {
  readonly #stream: PeerStream;
  readonly #sinks: Sinks;
  readonly #onStable: ((stable: boolean) => void) | undefined;
  /** Without an answer, by id. */
  readonly #asked = new Map<number, Done>();
  #lastId = 0;
  #over = false;

  constructor(
    network: Network,
    target: PeerTarget,
    { group, topics, mode, start, memberId, sessionTimeoutMs, clientId, address }: JoinOptions,
    sinks: Sinks,
    onStable: ((stable: boolean) => void) | undefined,
  ) {
    this.#sinks = sinks;
    this.#onStable = onStable;
    this.#stream = network.open(target, "session", {
      message: (bytes) => this.#hear(decodeCoordinatorSays(bytes)),
      closed: (_end, detail) => this.#lost(detail),
    });
    const options = { group, topics, mode, start, memberId, sessionTimeoutMs, clientId, address };
    this.#say({ kind: "join", mode: sinks.mode, options, watches: onStable !== undefined });
  }

  asStream(): Membership {
    return {
      commit: (generation, offsets, done) => this.#commit(generation, offsets, done),
      released: (generation, partitions) => this.#released(generation, partitions),
      close: (clean, silentMs = 0) => this.#close(clean, silentMs),
    };
  }

  asQueue(): QueueMembership {
    return {
      credit: (records, bytes) => this.#say({ kind: "credit", records, bytes }),
      pause: (paused) => this.#say({ kind: "pause", paused }),
      settle: (request, done) => this.#settle(request, done),
      close: () => this.#close(true, 0),
    };
  }

  /** What is buffered is bounded by what a session may have unanswered, and credits are small. */
  #say(message: MemberSays): void {
    if (!this.#over) this.#stream.send(encodeMemberSays(message));
  }

  #commit(generation: number | undefined, offsets: readonly PartitionOffset[], done: Done): void {
    const id = this.#ask(done);
    if (id !== undefined) this.#say({ kind: "commit", id, generation, offsets });
  }

  #settle(request: Settle, done: Done): void {
    const id = this.#ask(done);
    if (id !== undefined) this.#say({ kind: "settle", id, request });
  }

  #ask(done: Done): number | undefined {
    const refusal = this.#over ? elsewhere() : this.#crowded();
    if (refusal !== undefined) {
      void Promise.resolve(refusal).then(done);
      return undefined;
    }
    const id = ++this.#lastId;
    this.#asked.set(id, done);
    return id;
  }

  #crowded(): TidemarkError | undefined {
    if (this.#asked.size < QUEUE_STREAM_WAITING_MAX) return undefined;
    const text = `${this.#asked.size} commits or acknowledgements of this stream wait for answers`;
    return new TidemarkError("OVERLOADED", text);
  }

  #released(generation: number, partitions: readonly TopicPartition[]): void {
    this.#say({ kind: "released", generation, partitions });
  }

  /**
   * Commits under way are made, and nobody hears of them any more. The coordinator ends the stream, once
   * it has heard of this.
   */
  #close(clean: boolean, silentMs: number): void {
    if (this.#over) return;
    this.#say({ kind: "close", clean, silentMs });
    this.#finish(elsewhere());
  }

  #hear(message: CoordinatorSays): void {
    if (this.#over) return;
    if (message.kind === "answer") {
      const done = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      done?.(message.error);
    } else if (message.kind === "end") {
      this.#finish(message.error);
      this.#stream.close();
      this.#sinks.sink.end(message.error);
    } else if (message.kind === "stable") this.#onStable?.(message.stable);
    else if (message.kind === "partitionError") {
      this.#sinks.sink.partitionError?.(message.topic, message.partition, message.error);
    } else if (this.#sinks.mode === "stream") tellMember(this.#sinks.sink, message);
    else tellConsumer(this.#sinks.sink, message);
  }

  #lost(detail: string): void {
    if (this.#over) return;
    const text = `the stream to the group's coordinator broke (${detail}); subscribe again`;
    const error = new TidemarkError("NOT_COORDINATOR", text);
    this.#finish(error);
    this.#sinks.sink.end(error);
  }

  /** What was not answered may have been done: it is said again by the member that comes back. */
  #finish(reason: TidemarkError): void {
    this.#over = true;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const done of asked) void Promise.resolve(reason).then(done);
  }
}

type Told = Exclude<
  CoordinatorSays,
  { readonly kind: "answer" | "end" | "stable" | "partitionError" }
>;

function tellMember(sink: MemberSink, message: Told): void {
  switch (message.kind) {
    case "joined":
      return sink.joined(message.memberId, message.generation, message.sessionTimeoutMs);
    case "assigned":
      return sink.assigned(message.generation, message.added);
    case "revoked":
      return sink.revoked(message.generation, message.partitions);
    case "joinedQueue":
    case "deliver":
    case "needed":
    case "lost":
      // Of queue groups.
      return;
    default:
      return unreachable(message);
  }
}

function tellConsumer(sink: QueueSink, message: Told): void {
  switch (message.kind) {
    case "joinedQueue":
      return sink.joined(message.memberId, message.ackTimeoutMs);
    case "deliver":
      return sink.deliver(message.delivery);
    case "needed":
      return sink.needed(message.bytes);
    case "lost":
      return sink.lost(message.records);
    case "joined":
    case "assigned":
    case "revoked":
      // Of stream groups.
      return;
    default:
      return unreachable(message);
  }
}
