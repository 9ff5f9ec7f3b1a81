/**
 * Members of a group, in the order they joined. A member whose stream broke stays, absent, until
 * its session timeout; a member has one stream at most.
 */
import type { TopicId } from "../model/ids.ts";
import type { Position } from "../model/records.ts";
import type { SessionId } from "./events.ts";

export interface Member {
  readonly id: string;
  readonly clientId: string;
  readonly address: string;
  readonly topics: readonly string[];
  readonly start: Position;
  readonly sessionTimeoutMs: number;
  /** Partition counts of its topics when it first subscribed; what is not in it came later. */
  readonly subscribed: ReadonlyMap<TopicId, number>;
  /** Undefined: absent, its stream broke. */
  session: SessionId | undefined;
  /** While absent: when it counts as gone. */
  expiresAtMs: number;
}

export class Members {
  readonly #byId = new Map<string, Member>();
  readonly #bySession = new Map<SessionId, Member>();
  readonly #absent = new Set<Member>();

  get size(): number {
    return this.#byId.size;
  }

  get absent(): ReadonlySet<Member> {
    return this.#absent;
  }

  all(): IterableIterator<Member> {
    return this.#byId.values();
  }

  get(id: string): Member | undefined {
    return this.#byId.get(id);
  }

  /** The member whose current stream this is; none once it left, expired or was fenced. */
  bySession(session: SessionId): Member | undefined {
    return this.#bySession.get(session);
  }

  /** A new member, or the new stream of one; keeps its place in the order. */
  put(member: Member, session: SessionId): void {
    const before = this.#byId.get(member.id);
    if (before !== undefined) this.#forgetStream(before);
    member.session = session;
    this.#byId.set(member.id, member);
    this.#bySession.set(session, member);
  }

  disconnect(member: Member, expiresAtMs: number): void {
    this.#forgetStream(member);
    member.expiresAtMs = expiresAtMs;
    this.#absent.add(member);
  }

  remove(member: Member): void {
    this.#forgetStream(member);
    this.#byId.delete(member.id);
  }

  #forgetStream(member: Member): void {
    if (member.session !== undefined) this.#bySession.delete(member.session);
    member.session = undefined;
    this.#absent.delete(member);
  }
}
