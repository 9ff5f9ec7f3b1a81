/**
 * How many released bytes of a partition may wait for the disk. A herd shares the disk with producers,
 * whose acknowledgements wait for what is written before theirs: so the window is small where syncs are
 * quick, and holds back no herd there. Where they are slow, whoever waits for one waits long anyway, and
 * a small window would leave the herd at a crawl: it grows with the time that commits take.
 *
 *   commit 2 ms → 1 MiB · 10 ms → 2 MiB · 40 ms and more → 8 MiB
 */
import { RELEASE_WINDOW_BYTES_MAX, RELEASE_WINDOW_BYTES_MIN } from "../model/limits.ts";

/** What is filled in the time of a commit: 200 MiB a second. */
const BYTES_PER_MS = RELEASE_WINDOW_BYTES_MIN / 5;
/** Weight of the newest commit. */
const NEWEST = 1 / 4;

export class ReleaseWindow {
  #commitMs = 0;
  #waitingBytes = 0;

  get isFull(): boolean {
    return this.#waitingBytes >= this.sizeBytes;
  }

  get sizeBytes(): number {
    const bytes = this.#commitMs * BYTES_PER_MS;
    return Math.min(Math.max(bytes, RELEASE_WINDOW_BYTES_MIN), RELEASE_WINDOW_BYTES_MAX);
  }

  appended(bytes: number): void {
    this.#waitingBytes += bytes;
  }

  /** Committed, or cut, after so many milliseconds. */
  settled(bytes: number, tookMs: number): void {
    this.#waitingBytes -= bytes;
    this.#commitMs += (tookMs - this.#commitMs) * NEWEST;
  }
}
