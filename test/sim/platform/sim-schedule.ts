/**
 * The one event queue of a simulation: virtual time, and events ordered by (time, sequence). Between
 * two events all microtasks run to their end, so that a run depends on nothing but the events.
 */
import { Heap } from "../../../src/lib/heap.ts";

interface SimEvent {
  readonly atMs: number;
  readonly sequence: number;
  fire: (() => void) | undefined;
}

export interface SimTimer {
  cancel(): void;
}

const EVENTS_MAX = 5_000_000;

/** Microtasks, and those they queue, run before an immediate does: one turn drains them all. */
const drainMicrotasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class SimSchedule {
  readonly #events = new Heap<SimEvent>((left, right) =>
    left.atMs === right.atMs ? left.sequence < right.sequence : left.atMs < right.atMs,
  );
  #nowMs = 0;
  #sequence = 0;
  #fired = 0;
  /** Called after each event and its microtasks: where a simulation checks its invariants. */
  onEvent: (() => void) | undefined;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many events have fired: two runs of one seed agree on it. */
  get fired(): number {
    return this.#fired;
  }

  /** Runs `fire` once, `delayMs` from now, after all events due before it or at once with it. */
  after(delayMs: number, fire: () => void): SimTimer {
    if (!(delayMs >= 0)) throw new RangeError(`a delay of ${delayMs} ms`);
    const event: SimEvent = {
      atMs: this.#nowMs + delayMs,
      sequence: this.#sequence++,
      fire,
    };
    this.#events.push(event);
    return { cancel: () => (event.fire = undefined) };
  }

  /** Fires the next event due at or before `untilMs`; false where there is none. */
  async step(untilMs = Infinity): Promise<boolean> {
    await drainMicrotasks();
    for (;;) {
      const next = this.#events.peek();
      if (next === undefined || next.atMs > untilMs) return false;
      this.#events.pop();
      const fire = next.fire;
      if (fire === undefined) continue;
      this.#nowMs = next.atMs;
      this.#fired++;
      fire();
      await drainMicrotasks();
      this.onEvent?.();
      return true;
    }
  }

  /** Lets `ms` pass, with all that happens in it. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    while (await this.step(untilMs));
    this.#nowMs = untilMs;
  }

  /** Runs until nothing is left to happen. Periodic timers never end: use `advance` with them. */
  async runUntilIdle(eventsMax = EVENTS_MAX): Promise<void> {
    for (let count = 0; await this.step(); count++) {
      if (count >= eventsMax) throw new Error(`not idle after ${eventsMax} events`);
    }
  }

  /** Runs until `work` settles and gives its result; throws where it never can. */
  async run<T>(work: Promise<T>, eventsMax = EVENTS_MAX): Promise<T> {
    const outcome: { settled: boolean } = { settled: false };
    const settle = (): void => {
      outcome.settled = true;
    };
    work.then(settle, settle);
    for (let count = 0; !outcome.settled; count++) {
      if (count >= eventsMax) throw new Error(`unsettled after ${eventsMax} events`);
      if (!(await this.step()) && !outcome.settled) {
        throw new Error(`deadlock at ${this.#nowMs} ms: nothing left to happen, work unsettled`);
      }
    }
    return await work;
  }
}
