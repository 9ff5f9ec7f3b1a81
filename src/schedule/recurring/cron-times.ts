/**
 * The times of a cron expression in a time zone, forwards and backwards. Pure: a function of its
 * arguments and of the zone data that the process came with. Reads no clock.
 *
 * Where a zone's clock jumps forward, a time of day that does not exist fires at the first instant
 * after the gap; where it is set back, a time of day that comes twice fires the first time only.
 * Expressions with a wildcard, list, range or step in second, minute or hour go by elapsed time
 * instead: nothing in the gap, both times in the repeated hour.
 */
import { Cron } from "croner";
import { CRONS_REMEMBERED_MAX } from "../../model/limits.ts";

const NICKNAME = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;

export class CronTimes {
  readonly #cron: Cron;
  // Many schedules share an expression and a moment: the answer for all of [from, next) is kept.
  #from = Number.POSITIVE_INFINITY;
  #next: number | undefined;

  private constructor(expression: string, timeZone: string) {
    const nickname = NICKNAME.test(expression);
    // Its parser would take a date for an expression, and a seventh field for a year.
    if (!nickname && !/^\S+(?:\s+\S+){4,5}$/.test(expression)) {
      throw new TypeError("it needs five fields, six with seconds, or a name such as @daily");
    }
    const mode = nickname ? "auto" : "5-or-6-parts";
    this.#cron = new Cron(expression, { timezone: timeZone, mode, paused: true });
  }

  /** Throws an Error that says what is wrong with the expression. */
  static of(expression: string, timeZone: string): CronTimes {
    const key = `${timeZone} ${expression}`;
    let times = remembered.get(key);
    // The one that was used longest ago is first: a Map keeps the order of insertion.
    if (times !== undefined) remembered.delete(key);
    else {
      times = new CronTimes(expression, timeZone);
      const [oldest] = remembered.keys();
      if (remembered.size >= CRONS_REMEMBERED_MAX) remembered.delete(oldest!);
    }
    remembered.set(key, times);
    return times;
  }

  /** The first time after `ms`; undefined where there is none up to the year 9999. */
  after(ms: number): number | undefined {
    if (ms >= this.#from && (this.#next === undefined || ms < this.#next)) return this.#next;
    const next = this.#cron.nextRun(new Date(ms))?.getTime();
    this.#from = ms;
    this.#next = next;
    return next;
  }

  /** The last time at or before `ms`. */
  until(ms: number): number | undefined {
    return this.#cron.previousRuns(1, new Date(ms + 1))[0]?.getTime();
  }
}

const remembered = new Map<string, CronTimes>();

/** Whether this process knows the zone. */
export function isTimeZone(name: string): boolean {
  // Offsets such as +02:00 are no zones: they know no changes, and not every parser takes them.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}
