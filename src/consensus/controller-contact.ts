/**
 * Until when a broker can know that nobody else was given what it leads: the active controller heard it, and it has
 * replayed all that was decided by then: a lease (Gray and Cheriton, 1989) that each answer renews. Never counts an answer before its time: what was decided and not replayed here may be about this broker.
 */
import type { Heard } from "./control-codec.ts";

export class ControllerContact {
  #heardMs: number | undefined;
  /** An answer that says more is decided than is replayed here; those that come meanwhile are passed over. */
  #ahead: Heard | undefined;

  answered(heard: Heard, appliedIndex: number): void {
    this.#follow(appliedIndex);
    this.#ahead ??= heard;
    this.#follow(appliedIndex);
  }

  /** Since when nothing is known; 0: all is, or no controller has ever answered. */
  silentMs(nowMs: number, appliedIndex: number): number {
    this.#follow(appliedIndex);
    return this.#heardMs === undefined ? 0 : Math.max(nowMs - this.#heardMs, 0);
  }

  #follow(appliedIndex: number): void {
    const ahead = this.#ahead;
    if (ahead === undefined || ahead.committedIndex > appliedIndex) return;
    this.#heardMs = Math.max(this.#heardMs ?? ahead.sentMs, ahead.sentMs);
    this.#ahead = undefined;
  }
}
