/** Turns ascending pairs into the pages and footers of a new run, in as many commits as it takes. */
import type { StoreWrite } from "../platform/ordered-store.ts";
import { addToFilter, filterWords } from "./id-filter.ts";
import { FOOTER_PAGE, type IndexKeys, KIND_ID, type RunKind } from "./index-keys.ts";
import { encodeFooter, encodePage, type Footer, PAGE_PAIRS, SEGMENT_PAGES } from "./pair-page.ts";
import type { Run } from "./run.ts";

const NO_FILTER = new Uint32Array(0);

export class RunWriter {
  readonly #kind: RunKind;
  readonly #keys: IndexKeys;
  readonly #number: number;
  readonly #segments: Footer[] = [];
  #writes: StoreWrite[] = [];
  readonly #pageKeys = new Float64Array(PAGE_PAIRS);
  readonly #pageOffsets = new Float64Array(PAGE_PAIRS);
  #inPage = 0;
  #fenceKeys: number[] = [];
  #fenceOffsets: number[] = [];
  /** Of the pages of this segment that are written: what the filter is made from. */
  #segmentKeys: Float64Array[] = [];
  #lastKey = -1;
  #lastOffset = -1;
  pairs = 0;

  constructor(kind: RunKind, keys: IndexKeys, number: number) {
    this.#kind = kind;
    this.#keys = keys;
    this.#number = number;
  }

  /** Not before the pair given last; the same pair again is dropped. */
  add(key: number, offset: number): void {
    if (key === this.#lastKey && offset === this.#lastOffset) return;
    this.#pageKeys[this.#inPage] = key;
    this.#pageOffsets[this.#inPage] = offset;
    this.#lastKey = key;
    this.#lastOffset = offset;
    this.pairs++;
    if (++this.#inPage === PAGE_PAIRS) this.#endPage();
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
    const page = this.#fenceKeys.length;
    const key = this.#keys.page(this.#kind, this.#number, this.#segments.length, page);
    const value = encodePage(this.#kind, key, this.#pageKeys, this.#pageOffsets, this.#inPage);
    this.#writes.push({ key, value });
    this.#fenceKeys.push(this.#pageKeys[0]!);
    this.#fenceOffsets.push(this.#pageOffsets[0]!);
    if (this.#kind === KIND_ID) this.#segmentKeys.push(this.#pageKeys.slice(0, this.#inPage));
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
      filter: this.#kind === KIND_ID ? this.#filter() : NO_FILTER,
    };
    const key = this.#keys.page(this.#kind, this.#number, this.#segments.length, FOOTER_PAGE);
    this.#writes.push({ key, value: encodeFooter(this.#kind, key, footer) });
    this.#segments.push(footer);
    this.#fenceKeys = [];
    this.#fenceOffsets = [];
    this.#segmentKeys = [];
  }

  #filter(): Uint32Array {
    const hashes = this.#segmentKeys.reduce((sum, keys) => sum + keys.length, 0);
    const words = new Uint32Array(filterWords(hashes));
    for (const keys of this.#segmentKeys) for (const hash of keys) addToFilter(words, hash);
    return words;
  }
}
