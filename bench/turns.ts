/** Pieces of work on an event loop, and how long each of them held it. */
import { openSync, readSync } from "node:fs";
import { sharedMs } from "./clock.ts";

/**
 * Times the event loop. What others had of the processor meanwhile does not count; nothing else runs
 * in this process, and somebody always waits for the next turn, so the loop is never idle.
 */
export class Turns {
  readonly piecesMs: number[] = [];
  readonly roundsMs: number[] = [];
  #piece = now();
  #round = now();
  #stopped = false;

  constructor() {
    const beat = (): void => {
      this.#endPiece();
      this.#round = this.#end(this.#round, this.roundsMs);
      if (!this.#stopped) setImmediate(beat);
    };
    setImmediate(beat);
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#endPiece();
        resolve();
      });
    });
  }

  async until(work: Promise<void>): Promise<void> {
    const state = { done: false };
    const watched = work.finally(() => {
      state.done = true;
    });
    while (!state.done) await this.next();
    await watched;
  }

  /** Does something that does not count. */
  apart<T>(work: () => T): T {
    const before = now();
    const result = work();
    const after = now();
    this.#piece += after - before;
    this.#round += after - before;
    return result;
  }

  stop(): void {
    this.#stopped = true;
  }

  #endPiece(): void {
    this.#piece = this.#end(this.#piece, this.piecesMs);
  }

  #end(startMs: number, timesMs: number[]): number {
    const endMs = now();
    timesMs.push(endMs - startMs);
    return endMs;
  }
}

/** Milliseconds that go on only while this thread does not wait for a processor. */
function now(): number {
  return sharedMs() - runQueueMs();
}

const runQueue = openRunQueue();
const runQueueText = Buffer.alloc(128);

/** How long this thread was ready to run and others had the processor; 0 where nobody says. */
function runQueueMs(): number {
  if (runQueue === undefined) return 0;
  const size = readSync(runQueue, runQueueText, 0, runQueueText.length, 0);
  return Number(runQueueText.toString("latin1", 0, size).split(" ")[1]) / 1e6;
}

function openRunQueue(): number | undefined {
  try {
    return openSync("/proc/thread-self/schedstat", "r");
  } catch {
    return undefined;
  }
}
