/**
 * What the owners of recurring schedules know, and P4 checked against it. Each definition that counts
 * anew brings a value of its own, so that a value tells which one a firing came from.
 */
import type { ConsumedRecord } from "../../../src/broker/api.ts";
import { FIRE_ALL_MAX } from "../../../src/model/limits.ts";
import type { Misfire } from "../../../src/model/recurrence.ts";
import { PromiseBroken } from "./oracle.ts";

export interface Made {
  readonly id: string;
  readonly value: string;
  readonly everyMs: number | undefined;
  readonly misfire: Misfire;
  readonly maxCount: number | undefined;
  /** Acknowledged, with its first due time on the grid; undefined: nobody knows whether it is there. */
  firstDueMs: number | undefined;
  /** It was what its id stood for when it was acknowledged. */
  known: boolean;
  /** Moved, paused or resumed: its times need not follow each other any more. */
  disturbed: boolean;
  /** Nothing fires for a later time any more: cancelled, paused or replaced when the clock said so. */
  silentAfterMs: number | undefined;
}

interface Fired {
  readonly place: string;
  readonly number: number;
  readonly nominalMs: number;
}

export class RecurringOracle {
  readonly made = new Map<string, Made>();
  /** By value, in the order of the log. */
  readonly fired = new Map<string, Fired[]>();
  readonly #at = new Map<string, string>();
  #wallMaxMs = 0;
  /** Old records go by age: some may be gone before anybody has read them. */
  mayMiss = false;

  get wallMaxMs(): number {
    return this.#wallMaxMs;
  }

  wall(ms: number): void {
    this.#wallMaxMs = Math.max(this.#wallMaxMs, ms);
  }

  count(): number {
    return [...this.fired.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** A reader that follows the log was handed this. Also again, after a restart. */
  see(record: ConsumedRecord): void {
    const value = Buffer.from(record.value ?? []).toString();
    const place = `${record.partition}:${record.offset}`;
    const { scheduled, timestamp } = record;
    const number = scheduled?.firing ?? Number.NaN;
    const said = `${value} #${number} for ${timestamp}`;
    const before = this.#at.get(place);
    if (before !== undefined && before !== said) broken("P2", `${place}: ${before}, then ${said}`);
    if (before !== undefined) return;
    this.#at.set(place, said);
    const made = this.made.get(value);
    if (made === undefined) return broken("P2", `${said} was never asked for`);
    if (scheduled?.id !== made.id) broken("P4", `${said} says it is of ${scheduled?.id}`);
    this.#check(made, { place, number, nominalMs: timestamp });
  }

  #check(made: Made, firing: Fired): void {
    const { number, nominalMs } = firing;
    const all = this.fired.get(made.value) ?? [];
    this.fired.set(made.value, all);
    const said = `${made.value} #${number} for ${nominalMs}`;
    const last = all.at(-1);
    const next = (last?.number ?? 0) + 1;
    if (this.mayMiss ? number < next : number !== next) broken("P4", `${said}, not #${next}`);
    if (number > (made.maxCount ?? Infinity)) broken("P4", `${said}: ${made.maxCount} were asked`);
    if (nominalMs > this.#wallMaxMs) broken("P4", `${said} at ${this.#wallMaxMs}: early`);
    if (all.some((other) => other.nominalMs === nominalMs)) broken("P4", `${said}: twice`);
    if (nominalMs > (made.silentAfterMs ?? Infinity)) {
      broken("P4", `${said}, and it was ended or paused at ${made.silentAfterMs}`);
    }
    if (!made.disturbed) this.#checkGrid(made, firing, last);
    all.push(firing);
  }

  #checkGrid(
    { value, everyMs, misfire, firstDueMs }: Made,
    firing: Fired,
    last: Fired | undefined,
  ) {
    const { number, nominalMs } = firing;
    const said = `${value} #${number} for ${nominalMs}`;
    if (last !== undefined && nominalMs <= last.nominalMs) {
      broken("P4", `${said} follows ${last.nominalMs}`);
    }
    if (everyMs === undefined || firstDueMs === undefined) return;
    if ((nominalMs - firstDueMs) % everyMs !== 0) broken("P4", `${said} is none of its times`);
    const expected = last === undefined ? firstDueMs : last.nominalMs + everyMs;
    if (number !== (last?.number ?? 0) + 1) return;
    // So many that the earliest of them are passed over.
    const mayPass = (this.#wallMaxMs - expected) / everyMs >= FIRE_ALL_MAX - 1;
    if (misfire === "fireAll" && nominalMs !== expected && !mayPass) {
      broken("P4", `${said}, not ${expected}`);
    }
  }
}

export function broken(promise: string, what: string): never {
  throw new PromiseBroken(`${promise}: ${what}`);
}
