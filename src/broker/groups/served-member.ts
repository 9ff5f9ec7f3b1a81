/**
 * The coordinator's side of a `session` stream: a member that is connected to another broker. What that
 * broker does not take in time is not produced (P6): deliveries of queue groups wait, and the rest is
 * bounded by what a member may have unanswered.
 */
import type {
  GroupCoordinator,
  Membership,
  QueueMembership,
} from "../../coordination/group-coordinator.ts";
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import type { Clock, Timer } from "../../platform/clock.ts";
import type { PeerStream, StreamEvents } from "../../platform/network.ts";
import {
  type CoordinatorSays,
  decodeMemberSays,
  encodeCoordinatorSays,
  type MemberSays,
} from "./member-messages.ts";

/** How often a member with an end hears whether its group is stable. */
const STABLE_LOOK_MS = 100;

type Join = Extract<MemberSays, { readonly kind: "join" }>;
type Member =
  | { readonly mode: "stream"; readonly membership: Membership }
  | { readonly mode: "queue"; readonly membership: QueueMembership };

/** Rejects with NOT_COORDINATOR where the group is not coordinated here. */
export type CoordinatorHere = (group: string) => Promise<GroupCoordinator>;

export class ServedMember implements StreamEvents {
  readonly #coordinatorOf: CoordinatorHere;
  readonly #clock: Clock;
  readonly #stream: PeerStream;
  #member: Member | undefined;
  #joining = false;
  #watch: Timer | undefined;
  /** The member asked for a pause; the stream is clogged. */
  #paused = false;
  #clogged = false;
  #over = false;

  constructor(coordinatorOf: CoordinatorHere, clock: Clock, stream: PeerStream) {
    this.#coordinatorOf = coordinatorOf;
    this.#clock = clock;
    this.#stream = stream;
  }

  message(bytes: Buffer): void {
    if (this.#over) return;
    try {
      this.#hear(decodeMemberSays(bytes));
    } catch (error) {
      this.#end(toTidemarkError(error, "the message of a member could not be taken"));
      this.#leave(false);
    }
  }

  /** It may come back through another broker until its session timeout. */
  closed(): void {
    this.#leave(false);
  }

  drained(): void {
    this.#clogged = false;
    this.#holdDeliveries();
  }

  #hear(message: MemberSays): void {
    if (message.kind === "join") {
      if (this.#joining) throw new TidemarkError("INVALID_REQUEST", "a member joins once");
      this.#joining = true;
      // What follows waits until there is somebody to tell.
      this.#stream.pause();
      void this.#join(message);
      return;
    }
    const member = this.#member;
    if (message.kind === "close") return this.#leave(message.clean, message.silentMs);
    if (member === undefined) throw new TidemarkError("INVALID_REQUEST", "join comes first");
    if (member.mode === "stream") this.#say(member.membership, message);
    else this.#sayQueue(member.membership, message);
  }

  #say(membership: Membership, message: Exclude<MemberSays, { kind: "join" | "close" }>): void {
    switch (message.kind) {
      case "commit": {
        const { id, generation, offsets } = message;
        return membership.commit(generation, offsets, (error) => this.#answer(id, error));
      }
      case "released":
        return membership.released(message.generation, message.partitions);
      case "credit":
      case "pause":
      case "settle":
        throw new TidemarkError("INVALID_REQUEST", `${message.kind} belongs to queue groups`);
    }
  }

  #sayQueue(
    membership: QueueMembership,
    message: Exclude<MemberSays, { kind: "join" | "close" }>,
  ): void {
    switch (message.kind) {
      case "credit":
        return membership.credit(message.records, message.bytes);
      case "pause":
        this.#paused = message.paused;
        return this.#holdDeliveries();
      case "settle": {
        const { id, request } = message;
        return membership.settle(request, (error) => this.#answer(id, error));
      }
      case "commit":
      case "released":
        throw new TidemarkError("INVALID_REQUEST", `${message.kind} belongs to stream groups`);
    }
  }

  #answer(id: number, error: TidemarkError | undefined): void {
    this.#tell({ kind: "answer", id, error });
  }

  async #join(join: Join): Promise<void> {
    let coordinator: GroupCoordinator;
    try {
      coordinator = await this.#coordinatorOf(join.options.group);
    } catch (error) {
      return this.#end(toTidemarkError(error, "looking for the coordinator failed"));
    }
    if (this.#over) return;
    this.#member =
      join.mode === "stream"
        ? { mode: "stream", membership: this.#joinStream(coordinator, join) }
        : { mode: "queue", membership: this.#joinQueue(coordinator, join) };
    this.#stream.resume();
  }

  #joinStream(coordinator: GroupCoordinator, { options, watches }: Join): Membership {
    const membership = coordinator.join(options, {
      joined: (memberId, generation, sessionTimeoutMs) =>
        this.#tell({ kind: "joined", memberId, generation, sessionTimeoutMs }),
      assigned: (generation, added) => this.#tell({ kind: "assigned", generation, added }),
      revoked: (generation, partitions) => this.#tell({ kind: "revoked", generation, partitions }),
      partitionError: (topic, partition, error) =>
        this.#tell({ kind: "partitionError", topic, partition, error }),
      end: (error) => this.#end(error),
    });
    if (watches) this.#watchState(coordinator, options.group, false);
    return membership;
  }

  #joinQueue(coordinator: GroupCoordinator, { options }: Join): QueueMembership {
    return coordinator.joinQueue(options, {
      joined: (memberId, ackTimeoutMs) =>
        this.#tell({ kind: "joinedQueue", memberId, ackTimeoutMs }),
      deliver: (delivery) => this.#tell({ kind: "deliver", delivery }),
      needed: (bytes) => this.#tell({ kind: "needed", bytes }),
      lost: (records) => this.#tell({ kind: "lost", records }),
      partitionError: (topic, partition, error) =>
        this.#tell({ kind: "partitionError", topic, partition, error }),
      end: (error) => this.#end(error),
    });
  }

  #watchState(coordinator: GroupCoordinator, group: string, told: boolean): void {
    this.#watch = this.#clock.setTimer(STABLE_LOOK_MS, () => {
      if (this.#over) return;
      const stable = coordinator.views.find(group)?.state === "stable";
      if (stable !== told) this.#tell({ kind: "stable", stable });
      this.#watchState(coordinator, group, stable);
    });
  }

  #tell(message: CoordinatorSays): void {
    if (this.#over || this.#stream.send(encodeCoordinatorSays(message))) return;
    this.#clogged = true;
    this.#holdDeliveries();
  }

  #holdDeliveries(): void {
    if (this.#member?.mode === "queue")
      this.#member.membership.pause(this.#paused || this.#clogged);
  }

  #end(error: TidemarkError): void {
    this.#tell({ kind: "end", error });
    this.#finish();
  }

  #leave(clean: boolean, silentMs = 0): void {
    const member = this.#member;
    this.#finish();
    if (member?.mode === "stream") member.membership.close(clean, silentMs);
    else member?.membership.close();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#member = undefined;
    this.#watch?.cancel();
    this.#stream.close();
  }
}
