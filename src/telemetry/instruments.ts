/**
 * Counters, gauges and histograms as plain numbers: an update costs a few nanoseconds, whoever
 * exports them reads them when asked. Never allocates on the path of a record.
 */
import { assert } from "../lib/assert.ts";

/**
 * Label values come from topic names and the like; each set of them is a time series in somebody's
 * database. What comes after this many is counted under "other".
 */
export const LABEL_SETS_MAX = 1_000;
export const OTHER_LABEL = "other";

/** Only grows. */
export class Counter {
  value = 0;
  add(amount = 1): void {
    this.value += amount;
  }
}

export class Gauge {
  value = 0;
  set(value: number): void {
    this.value = value;
  }
  add(amount: number): void {
    this.value += amount;
  }
}

/** Counts by upper bound, as Prometheus' `le`: a value on a bound belongs to its bucket. */
export class Histogram {
  readonly bounds: readonly number[];
  /** One more than bounds: the last holds what is above all of them. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;
  min = Infinity;
  max = -Infinity;

  constructor(bounds: readonly number[]) {
    assert(
      bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? bound)),
      "histogram bounds must ascend",
    );
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** `times`: how many records have this value; a herd of equals costs one call. */
  record(value: number, times = 1): void {
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= this.bounds[middle]!) high = middle;
      else low = middle + 1;
    }
    this.counts[low]! += times;
    this.sum += value * times;
    this.count += times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

export type Instrument = Counter | Gauge | Histogram;

/** One instrument for each set of label values. Hold on to what `of` returns; it is a map lookup. */
export class Family<I extends Instrument> {
  readonly labels: readonly string[];
  readonly #create: () => I;
  readonly #cells = new Map<string, { readonly values: readonly string[]; readonly cell: I }>();

  constructor(labels: readonly string[], create: () => I) {
    this.labels = labels;
    this.#create = create;
  }

  of(...values: string[]): I {
    const key = values.join("\0");
    const known = this.#cells.get(key);
    if (known !== undefined) return known.cell;
    assert(values.length === this.labels.length, `want values for ${this.labels.join(", ")}`);
    const others = this.labels.map(() => OTHER_LABEL);
    if (this.#cells.size >= LABEL_SETS_MAX && key !== others.join("\0")) return this.of(...others);
    const cell = this.#create();
    this.#cells.set(key, { values, cell });
    return cell;
  }

  /** What the labels named is gone for good, such as a deleted topic. */
  drop(...values: string[]): void {
    this.#cells.delete(values.join("\0"));
  }

  /** For gauges that are filled anew at each collection. */
  clear(): void {
    this.#cells.clear();
  }

  entries(): Iterable<{ readonly values: readonly string[]; readonly cell: I }> {
    return this.#cells.values();
  }
}
