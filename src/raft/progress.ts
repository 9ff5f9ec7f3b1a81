/**
 * What the leader knows of one other node, and how much it sends.
 *
 *   probe ──accepted──► replicate          probe, replicate ──entry is compacted away──► snapshot
 *   replicate ──rejected──► probe          snapshot ──installed──► probe
 *
 * probe: one append at a time until it is known where the logs agree. replicate: appends go out ahead
 * of the answers, within the window. snapshot: one chunk at a time, no appends.
 *
 * Invariant: 0 ≤ matchIndex < nextIndex.
 */
import { assert } from "../lib/assert.ts";
import type { Snapshot } from "./types.ts";

/** What one node may have on its way. */
export interface Window {
  readonly messages: number;
  readonly bytes: number;
}

interface Inflight {
  readonly lastIndex: number;
  readonly bytes: number;
}

export type ProgressState =
  | { readonly kind: "probe"; waiting: boolean }
  | { readonly kind: "replicate" }
  | {
      readonly kind: "snapshot";
      readonly snapshot: Snapshot;
      position: number;
      /** The node said something of it since the last heartbeat. */
      moved: boolean;
    };

export class Progress {
  matchIndex = 0;
  nextIndex: number;
  state: ProgressState = { kind: "probe", waiting: false };
  /** Heard of since the quorum was last checked. */
  active = false;
  /** The latest heartbeat round it answered. */
  round = 0;
  /** It may not vote: what it knew in an earlier life is lost, and it has said so since the membership changed. */
  lost = false;
  readonly #window: Window;
  #inflight: Inflight[] = [];
  #inflightBytes = 0;

  constructor(nextIndex: number, window: Window) {
    this.nextIndex = nextIndex;
    this.#window = window;
  }

  get mayAppend(): boolean {
    switch (this.state.kind) {
      case "probe":
        return !this.state.waiting;
      case "replicate":
        return (
          this.#inflight.length < this.#window.messages && this.#inflightBytes < this.#window.bytes
        );
      case "snapshot":
        return false;
    }
  }

  /** An append with entries up to `lastIndex` goes out (no entries: `nextIndex − 1`). */
  sent(lastIndex: number, bytes: number): void {
    if (this.state.kind === "probe") {
      this.state.waiting = true;
      return;
    }
    assert(this.state.kind === "replicate", "appends do not go out beside a snapshot");
    if (lastIndex < this.nextIndex) return;
    this.nextIndex = lastIndex + 1;
    this.#inflight.push({ lastIndex, bytes });
    this.#inflightBytes += bytes;
  }

  /** True where this says something new. */
  accepted(matchIndex: number): boolean {
    const first = this.#inflight.findIndex((one) => one.lastIndex > matchIndex);
    const answered = this.#inflight.splice(0, first < 0 ? this.#inflight.length : first);
    for (const { bytes } of answered) this.#inflightBytes -= bytes;
    const grew = matchIndex > this.matchIndex;
    this.matchIndex = Math.max(this.matchIndex, matchIndex);
    this.nextIndex = Math.max(this.nextIndex, matchIndex + 1);
    if (this.state.kind === "probe") this.#become({ kind: "replicate" }, this.nextIndex);
    else if (this.state.kind === "snapshot" && matchIndex >= this.state.snapshot.index) {
      this.#become({ kind: "replicate" }, this.matchIndex + 1);
    }
    return grew || answered.length > 0;
  }

  /** True where it is news: an old answer that came late is none. */
  rejected(rejectedIndex: number, agreeIndex: number): boolean {
    switch (this.state.kind) {
      case "replicate":
        if (rejectedIndex <= this.matchIndex) return false;
        // What was on the way was lost or came out of order: find anew where the logs agree.
        this.#become({ kind: "probe", waiting: false }, this.matchIndex + 1);
        return true;
      case "probe":
        if (rejectedIndex !== this.nextIndex - 1) return false;
        this.nextIndex = Math.max(Math.min(rejectedIndex, agreeIndex + 1), this.matchIndex + 1);
        this.state.waiting = false;
        return true;
      case "snapshot":
        return false;
    }
  }

  /** The node answers again: what was on the way may be lost. */
  probeAgain(): void {
    if (this.state.kind === "probe") this.state.waiting = false;
  }

  /** Its log is shorter than it was: nothing is known of it any more. */
  startAnew(lastIndex: number): void {
    this.matchIndex = 0;
    this.#become({ kind: "probe", waiting: false }, lastIndex + 1);
  }

  sendSnapshot(snapshot: Snapshot): ProgressState & { kind: "snapshot" } {
    const state = { kind: "snapshot", snapshot, position: 0, moved: true } as const;
    this.#become(state, this.nextIndex);
    return state;
  }

  #become(state: ProgressState, nextIndex: number): void {
    this.state = state;
    this.nextIndex = nextIndex;
    this.#inflight = [];
    this.#inflightBytes = 0;
  }
}
