/**
 * A line on a person's terminal that says how far something is, drawn over itself. Nothing at all
 * where standard error is no terminal.
 */
import { showDuration, showSize } from "./quantities.ts";
import { grouped } from "./table.ts";
import type { Terminal } from "./terminal.ts";

const REDRAW_MS = 100;
const BAR_CHARACTERS = 24;
const CLEAR_LINE = "\r\u001b[K";

export interface Progress {
  /** So far. */
  readonly records: number;
  readonly bytes: number;
}

export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  readonly #totalBytes: number | undefined;
  readonly #beganMs: number;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #shown = false;

  /** Without `totalBytes` it is not known how much there is: counts and rates only. */
  constructor(terminal: Terminal, totalBytes: number | undefined, nowMs = () => performance.now()) {
    this.#terminal = terminal;
    this.#totalBytes = totalBytes;
    this.#nowMs = nowMs;
    this.#beganMs = nowMs();
  }

  /** As often as one likes. */
  update(progress: Progress): void {
    const now = this.#nowMs();
    if (!this.#terminal.interactive || now - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = now;
    this.#shown = true;
    const text = this.#text(progress, now - this.#beganMs).slice(0, this.#terminal.columns - 1);
    this.#terminal.err(`${CLEAR_LINE}${text}`);
  }

  /** Takes the line away: what comes next begins in an empty one. */
  clear(): void {
    if (this.#shown) this.#terminal.err(CLEAR_LINE);
    this.#shown = false;
  }

  #text({ records, bytes }: Progress, elapsedMs: number): string {
    const perSecond = elapsedMs < 1 ? 0 : Math.round((records * 1_000) / elapsedMs);
    const counts = `${grouped(records)} records  ${showSize(bytes)}  ${grouped(perSecond)}/s`;
    const total = this.#totalBytes;
    if (total === undefined || total === 0) return counts;
    const share = Math.min(1, bytes / total);
    const filled = Math.round(share * BAR_CHARACTERS);
    const bar = "█".repeat(filled) + "░".repeat(BAR_CHARACTERS - filled);
    const leftMs = share === 0 ? undefined : (elapsedMs / share) * (1 - share);
    const left = leftMs === undefined ? "" : `  ${showDuration(leftMs)} left`;
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    return `${bar} ${percent}  ${counts}${left}`;
  }
}
