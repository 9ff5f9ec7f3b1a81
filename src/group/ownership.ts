/**
 * Who holds which partition of a group. A partition has one holder at most, and gets a new one
 * only in a new generation (I12).
 *
 *   free ── grant ──► starting      a generation of its own; the member has not been told yet
 *   starting ── announce ──► reading      its start offset is known: the member is told
 *   starting ── revoke ──► free           it was never told
 *   reading ── revoke ──► revoking        told to stop; may still commit
 *   revoking ── released, timeout, the member comes back ──► free
 *   reading ── the member comes back, offsets reset ──► starting
 *   any ── the member leaves or expires, the topic is deleted ──► free
 */
import { assert } from "../lib/assert.ts";
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";

export type HoldingPhase =
  /** `asked`: its position is being resolved; `start`: the answer. */
  | { readonly kind: "starting"; readonly asked: boolean; readonly start: number | undefined }
  | { readonly kind: "reading" }
  | { readonly kind: "revoking"; readonly generation: number; readonly deadlineMs: number };

export interface Holding {
  readonly topic: string;
  readonly topicId: TopicId;
  readonly partition: number;
  readonly memberId: string;
  /** Commits of an older generation come from before the member got the partition. */
  sinceGeneration: number;
  phase: HoldingPhase;
}

const STARTING: HoldingPhase = { kind: "starting", asked: false, start: undefined };

export class Ownership {
  readonly #held = new Map<string, Holding>();
  readonly #byMember = new Map<string, Set<Holding>>();
  readonly #starting = new Set<Holding>();
  readonly #revoking = new Set<Holding>();

  get(topicId: TopicId, partition: number): Holding | undefined {
    return this.#held.get(partitionKey({ topicId, partition }));
  }

  get size(): number {
    return this.#held.size;
  }

  all(): IterableIterator<Holding> {
    return this.#held.values();
  }

  get starting(): ReadonlySet<Holding> {
    return this.#starting;
  }

  get revoking(): ReadonlySet<Holding> {
    return this.#revoking;
  }

  of(memberId: string): readonly Holding[] {
    return [...(this.#byMember.get(memberId) ?? [])];
  }

  grant(place: Omit<Holding, "phase">): void {
    const key = partitionKey(place);
    assert(!this.#held.has(key), `group: ${key} is given to ${place.memberId} while held`);
    const holding: Holding = { ...place, phase: STARTING };
    this.#held.set(key, holding);
    this.#starting.add(holding);
    const mine = this.#byMember.get(holding.memberId);
    if (mine === undefined) this.#byMember.set(holding.memberId, new Set([holding]));
    else mine.add(holding);
  }

  free(holding: Holding): void {
    this.#held.delete(partitionKey(holding));
    this.#starting.delete(holding);
    this.#revoking.delete(holding);
    const mine = this.#byMember.get(holding.memberId);
    mine?.delete(holding);
    if (mine?.size === 0) this.#byMember.delete(holding.memberId);
  }

  /** Back to `starting`: the member is to be told where to begin. */
  restart(holding: Holding): void {
    assert(holding.phase.kind !== "revoking", "group: a partition that is revoked cannot start");
    holding.phase = STARTING;
    this.#starting.add(holding);
  }

  asked(holding: Holding): void {
    assert(holding.phase.kind === "starting", "group: only a starting partition is resolved");
    holding.phase = { kind: "starting", asked: true, start: undefined };
  }

  resolved(holding: Holding, start: number): void {
    assert(holding.phase.kind === "starting", "group: only a starting partition is resolved");
    holding.phase = { kind: "starting", asked: true, start };
  }

  announced(holding: Holding): void {
    assert(holding.phase.kind === "starting", "group: only a starting partition is announced");
    holding.phase = { kind: "reading" };
    this.#starting.delete(holding);
  }

  revoke(holding: Holding, generation: number, deadlineMs: number): void {
    assert(holding.phase.kind === "reading", "group: only what a member reads is revoked");
    holding.phase = { kind: "revoking", generation, deadlineMs };
    this.#revoking.add(holding);
  }
}
