/** Turns ascending pairs into the pages and footers of a new run, in as many commits as it takes. */
import type { StoreWrite } from "../platform/ordered-store.ts";
import { addToFilter, filterWords } from "./hash-filter.ts";
import {
  encodeFooter,
  encodePage,
  type Footer,
  PAGE_PAIRS,
  type Page,
  type RunForm,
  SEGMENT_PAGES,
  WIDE_PAGE_PAIRS,
} from "./pair-page.ts";
import type { Run } from "./run.ts";
import { FOOTER_PAGE, type ViewKeys } from "./view-keys.ts";

const NO_FILTER = new Uint32Array(0);

export class RunWriter {
  readonly #form: RunForm;
  readonly #keys: ViewKeys;
  readonly #number: number;
  readonly #segments: Footer[] = [];
  #writes: StoreWrite[] = [];
  readonly #page: Page;
  readonly #pagePairs: number;
  #inPage = 0;
  #fenceKeys: number[] = [];
  #fenceOffsets: number[] = [];
  /** Of the pages of this segment that are written: what the filter is made from. */
  #segmentKeys: Float64Array[] = [];
  #lastKey = -1;
  #lastOffset = -1;
  pairs = 0;

  constructor(form: RunForm, keys: ViewKeys, number: number) {
    this.#form = form;
    this.#keys = keys;
    this.#number = number;
    this.#pagePairs = form.wide ? WIDE_PAGE_PAIRS : PAGE_PAIRS;
    this.#page = {
      keys: new Float64Array(this.#pagePairs),
      offsets: new Float64Array(this.#pagePairs),
      checks: new Float64Array(form.wide ? this.#pagePairs : 0),
    };
  }

  /** Not before the pair given last; the same pair again is dropped. `check`: of wide runs alone. */
  add(key: number, offset: number, check: number): void {
    if (key === this.#lastKey && offset === this.#lastOffset) return;
    const page = this.#page;
    page.keys[this.#inPage] = key;
    page.offsets[this.#inPage] = offset;
    if (this.#form.wide) page.checks[this.#inPage] = check;
    this.#lastKey = key;
    this.#lastOffset = offset;
    this.pairs++;
    if (++this.#inPage === this.#pagePairs) this.#endPage();
  }

  /** What is to be written since the last call. */
  takeWrites(): StoreWrite[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  /** The run, for when all its writes are committed; undefined where it got no pair. */
  finish(level: number): Run | undefined {
    if (this.#inPage > 0) this.#endPage();
    if (this.#fenceKeys.length > 0) this.#endSegment();
    if (this.pairs === 0) return undefined;
    return { number: this.#number, level, firstSegment: 0, segments: this.#segments };
  }

  #endPage(): void {
    const { keys, offsets } = this.#page;
    const number = this.#fenceKeys.length;
    const key = this.#keys.page(this.#form.kind, this.#number, this.#segments.length, number);
    this.#writes.push({ key, value: encodePage(this.#form, key, this.#page, this.#inPage) });
    this.#fenceKeys.push(keys[0]!);
    this.#fenceOffsets.push(offsets[0]!);
    if (this.#form.filterBits > 0) this.#segmentKeys.push(keys.slice(0, this.#inPage));
    this.#inPage = 0;
    if (this.#fenceKeys.length === SEGMENT_PAGES) this.#endSegment();
  }

  #endSegment(): void {
    const before = this.#segments.reduce((sum, { pairs }) => sum + pairs, 0);
    const footer: Footer = {
      pairs: this.pairs - before - this.#inPage,
      lastKey: this.#lastKey,
      lastOffset: this.#lastOffset,
      fenceKeys: Float64Array.from(this.#fenceKeys),
      fenceOffsets: Float64Array.from(this.#fenceOffsets),
      filter: this.#form.filterBits > 0 ? this.#filter() : NO_FILTER,
    };
    const key = this.#keys.page(this.#form.kind, this.#number, this.#segments.length, FOOTER_PAGE);
    this.#writes.push({ key, value: encodeFooter(this.#form, key, footer) });
    this.#segments.push(footer);
    this.#fenceKeys = [];
    this.#fenceOffsets = [];
    this.#segmentKeys = [];
  }

  #filter(): Uint32Array {
    const hashes = this.#segmentKeys.reduce((sum, keys) => sum + keys.length, 0);
    const words = new Uint32Array(filterWords(hashes, this.#form.filterBits));
    for (const keys of this.#segmentKeys) for (const hash of keys) addToFilter(words, hash);
    return words;
  }
}
