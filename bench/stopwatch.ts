/** Times a job by the clock and by the processor time of its own process. */
import { sharedMs } from "./clock.ts";

export interface Measured {
  readonly perSecond: number;
  readonly count: number;
  /** Of this process, in all its threads. */
  readonly cpuMs: number;
}

export class Stopwatch {
  readonly #startMs = sharedMs();
  readonly #start = process.cpuUsage();

  get elapsedMs(): number {
    return sharedMs() - this.#startMs;
  }

  /** `count` things were done since the start. */
  read(count: number): Measured {
    const { user, system } = process.cpuUsage(this.#start);
    return { perSecond: (count * 1000) / this.elapsedMs, count, cpuMs: (user + system) / 1000 };
  }
}
