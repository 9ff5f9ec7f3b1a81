/**
 * A run: sorted pairs in pages that are written once and never changed. Its directory (first pair of
 * each page, filters) is in memory: 16 bytes a page of 254 pairs, and 12 bits a hash for ids.
 */
import type { OrderedStore } from "../platform/ordered-store.ts";
import { ViewDamaged } from "./view-damaged.ts";
import {
  decodeFooter,
  decodePage,
  type Footer,
  type Page,
  pairBefore,
  type RunForm,
} from "./pair-page.ts";
import { FOOTER_PAGE, type ViewKeys } from "./view-keys.ts";

/** What a run needs to read its pages. */
export interface RunSource {
  readonly store: OrderedStore;
  readonly keys: ViewKeys;
  readonly form: RunForm;
}

export interface Run {
  readonly number: number;
  /** How many merges its pairs went through. */
  readonly level: number;
  /** Segments below it were dropped: nothing in them was pending any more. */
  readonly firstSegment: number;
  readonly segments: readonly Footer[];
}

export function readPage(source: RunSource, run: number, segment: number, page: number): Page {
  const key = source.keys.page(source.form.kind, run, segment, page);
  const bytes = source.store.get(key);
  if (bytes === undefined) throw new ViewDamaged("has no page", key);
  return decodePage(source.form, key, bytes);
}

/** Throws ViewDamaged where a footer is missing or wrong. */
export function loadRun(
  source: RunSource,
  stored: { number: number; level: number; firstSegment: number; segments: number },
): Run {
  const segments: Footer[] = [];
  for (let segment = 0; segment < stored.segments; segment++) {
    if (segment < stored.firstSegment) {
      segments.push(DROPPED);
      continue;
    }
    const key = source.keys.page(source.form.kind, stored.number, segment, FOOTER_PAGE);
    const bytes = source.store.get(key);
    if (bytes === undefined) throw new ViewDamaged("has no footer", key);
    segments.push(decodeFooter(source.form, key, bytes));
  }
  const { number, level, firstSegment } = stored;
  return { number, level, firstSegment, segments };
}

const DROPPED: Footer = {
  pairs: 0,
  lastKey: -1,
  lastOffset: -1,
  fenceKeys: new Float64Array(0),
  fenceOffsets: new Float64Array(0),
  filter: new Uint32Array(0),
};

/** Keys of all that one segment of a run has in the store. */
export function segmentKeys(keys: ViewKeys, kind: number, run: Run, segment: number): Uint8Array[] {
  const pages = [...run.segments[segment]!.fenceKeys.keys(), FOOTER_PAGE];
  return pages.map((page) => keys.page(kind, run.number, segment, page));
}

export function pairsIn(run: Run): number {
  let pairs = 0;
  for (let at = run.firstSegment; at < run.segments.length; at++) pairs += run.segments[at]!.pairs;
  return pairs;
}

/** Walks a run in order. After construction, and while `next` says so, it stands on a pair. */
export class RunCursor {
  readonly #source: RunSource;
  readonly #run: Run;
  #segment: number;
  #page = 0;
  #at = 0;
  #keys: Float64Array = NOTHING;
  #offsets: Float64Array = NOTHING;
  #checks: Float64Array = NOTHING;
  readonly #wide: boolean;
  key = 0;
  offset = 0;
  /** 0 unless the run is wide. */
  check = 0;
  done = false;

  /** Stands on the first pair that is not before (key, offset), or is done. */
  constructor(source: RunSource, run: Run, key: number, offset: number) {
    this.#source = source;
    this.#run = run;
    this.#wide = source.form.wide;
    this.#segment = run.firstSegment;
    const { segments } = run;
    while (this.#segment < segments.length) {
      const footer = segments[this.#segment]!;
      if (!pairBefore(footer.lastKey, footer.lastOffset, key, offset)) break;
      this.#segment++;
    }
    const footer = segments[this.#segment];
    if (footer === undefined) {
      this.done = true;
      return;
    }
    this.#page = Math.max(lowerBound(footer.fenceKeys, footer.fenceOffsets, key, offset) - 1, 0);
    this.#load();
    this.#at = lowerBound(this.#keys, this.#offsets, key, offset) - 1;
    this.next();
  }

  next(): boolean {
    this.#at++;
    while (this.#at >= this.#keys.length) {
      if (!this.#nextPage()) {
        this.done = true;
        return false;
      }
    }
    this.key = this.#keys[this.#at]!;
    this.offset = this.#offsets[this.#at]!;
    if (this.#wide) this.check = this.#checks[this.#at]!;
    return true;
  }

  #nextPage(): boolean {
    this.#page++;
    if (this.#page >= this.#run.segments[this.#segment]!.fenceKeys.length) {
      this.#segment++;
      this.#page = 0;
      if (this.#segment >= this.#run.segments.length) return false;
    }
    this.#load();
    return true;
  }

  #load(): void {
    const page = readPage(this.#source, this.#run.number, this.#segment, this.#page);
    this.#keys = page.keys;
    this.#offsets = page.offsets;
    this.#checks = page.checks;
    this.#at = 0;
  }
}

const NOTHING = new Float64Array(0);

/** First index whose pair is not before (key, offset). */
export function lowerBound(
  keys: Float64Array,
  offsets: Float64Array,
  key: number,
  offset: number,
): number {
  let from = 0;
  let until = keys.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    if (pairBefore(keys[middle]!, offsets[middle]!, key, offset)) from = middle + 1;
    else until = middle;
  }
  return from;
}
