/** The departures board: redrawn in place on a terminal, a line now and then elsewhere. */
import type { Flight } from "./flights.ts";

const ROWS = 12;
const REDRAW_MS = 200;
const LINE_MS = 5_000;

export class Board {
  readonly #total: number;
  readonly #terminal = process.stdout.isTTY;
  readonly #lateness: number[] = [];
  readonly #rows: string[] = [];
  #drawnRows = 0;
  #lastDrawMs = 0;
  #tooLate = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** A line that stays. */
  say(text: string): void {
    this.#clear();
    process.stdout.write(`  ${text}\n`);
  }

  /** A change of plan came after its flight had left. */
  tooLate(): void {
    this.#tooLate += 1;
  }

  departed(flight: Flight, dueMs: number, plannedMs: number, lateMs: number): void {
    this.#lateness.push(lateMs);
    const moved = dueMs > plannedMs ? `delayed ${flight.delay} min` : "on time";
    const time = flight.date.slice(5);
    this.#rows.push(`${time}   ${flight.origin} → ${flight.destination}   ${moved.padEnd(16)}`);
    if (this.#rows.length > ROWS) this.#rows.shift();
    const now = performance.now();
    if (now - this.#lastDrawMs < (this.#terminal ? REDRAW_MS : LINE_MS)) return;
    this.#lastDrawMs = now;
    this.#draw();
  }

  end(): void {
    this.#draw();
  }

  #draw(): void {
    this.#clear();
    const recent = this.#lateness.slice(-2_000).sort((a, b) => a - b);
    const at = (share: number) => recent[Math.floor((recent.length - 1) * share)] ?? 0;
    const status =
      `${this.#lateness.length} of ${this.#total} left · ` +
      `lateness p50 ${at(0.5)} ms, p99 ${at(0.99)} ms` +
      (this.#tooLate === 0 ? "" : ` · ${this.#tooLate} changes came too late`);
    if (!this.#terminal) {
      process.stdout.write(`  ${status}\n`);
      return;
    }
    const lines = ["", "  DEPARTURES", ...this.#rows.map((row) => `  ${row}`), "", `  ${status}`];
    process.stdout.write(`${lines.join("\n")}\n`);
    this.#drawnRows = lines.length;
  }

  #clear(): void {
    if (this.#drawnRows > 0) process.stdout.write(`\u001b[${this.#drawnRows}A\u001b[J`);
    this.#drawnRows = 0;
  }
}
