/** Who waits for the records of one batch, and how each learns what became of its own. */
import { TidemarkError } from "../errors.ts";
import type { SendManyResult, SendResult, SentBatch } from "./types.ts";

export type Resolve = (result: SendResult) => void;
export type Reject = (error: TidemarkError) => void;

/** What the broker said of one record that did not simply take its place in the batch. */
export interface Exception {
  readonly duplicateOf?: number | undefined;
  readonly error?: TidemarkError | undefined;
}

/** What the broker said of a batch. */
export interface Appended {
  readonly partition: number;
  /** −1: not known. */
  readonly baseOffset: number;
  /** By index in the batch. */
  readonly exceptions: ReadonlyMap<number, Exception> | undefined;
}

export class Settlement {
  // Parallel arrays by index in the batch: cheaper than an object for every record.
  readonly #resolves: (Resolve | undefined)[] = [];
  readonly #rejects: (Reject | undefined)[] = [];
  readonly #ranges: Range[] = [];
  readonly #dueTimes: number[] = [];
  readonly #scheduleIds: (string | undefined)[] = [];

  addSend(index: number, resolve: Resolve, reject: Reject): void {
    // Records of `sendMany` may lie between.
    while (this.#resolves.length < index) {
      this.#resolves.push(undefined);
      this.#rejects.push(undefined);
    }
    this.#resolves.push(resolve);
    this.#rejects.push(reject);
  }

  /** The record at `index` is the one at `input` in the list of a `sendMany` call. */
  addMany(index: number, call: ManyCall, input: number): void {
    const last = this.#ranges.at(-1);
    const follows = last?.call === call && last.firstIndex + last.count === index;
    if (follows && last.firstInput + last.count === input) {
      last.count++;
    } else {
      this.#ranges.push({ call, firstIndex: index, firstInput: input, count: 1 });
      call.begin();
    }
  }

  /** In a scheduled batch: for every record, in order. */
  addScheduled(dueMs: number, scheduleId: string | undefined): void {
    this.#dueTimes.push(dueMs);
    this.#scheduleIds.push(scheduleId);
  }

  succeed({ partition, baseOffset, exceptions }: Appended): void {
    const resolves = this.#resolves;
    for (let index = 0; index < resolves.length; index++) {
      const resolve = resolves[index];
      if (resolve === undefined) continue;
      const offset = baseOffset < 0 ? -1 : baseOffset + index;
      const exception = exceptions?.get(index);
      if (exception !== undefined) this.#settleException(index, partition, exception);
      else if (this.#dueTimes.length === 0) resolve({ partition, offset });
      else resolve({ partition, offset, scheduled: this.#scheduled(index, partition, offset) });
    }
    for (const range of this.#ranges) settleRange(range, partition, baseOffset, exceptions);
  }

  #settleException(index: number, partition: number, exception: Exception): void {
    if (exception.error !== undefined) {
      this.#rejects[index]!(exception.error);
      return;
    }
    const offset = exception.duplicateOf ?? -1;
    const result = { partition, offset, duplicate: true };
    if (this.#dueTimes.length === 0) this.#resolves[index]!(result);
    else {
      const scheduled = this.#scheduled(index, partition, offset);
      this.#resolves[index]!({ ...result, scheduled });
    }
  }

  #scheduled(index: number, partition: number, offset: number): { id: string; deliverAt: number } {
    const id = this.#scheduleIds[index] ?? `${partition}:${offset}`;
    return { id, deliverAt: this.#dueTimes[index]! };
  }

  fail(error: TidemarkError): void {
    for (const reject of this.#rejects) reject?.(error);
    for (const { call, firstInput, count } of this.#ranges) {
      for (let index = 0; index < count; index++) call.refuse(firstInput + index, error);
      call.end();
    }
  }
}

/** Neighbours in a batch that are neighbours in the list of a `sendMany` call. */
interface Range {
  readonly call: ManyCall;
  readonly firstIndex: number;
  readonly firstInput: number;
  count: number;
}

function settleRange(
  { call, firstIndex, firstInput, count }: Range,
  partition: number,
  baseOffset: number,
  exceptions: ReadonlyMap<number, Exception> | undefined,
): void {
  let sent = count;
  for (const [index, exception] of exceptions ?? []) {
    if (index < firstIndex || index >= firstIndex + count) continue;
    sent--;
    if (exception.error !== undefined) {
      call.refuse(firstInput + index - firstIndex, exception.error);
    } else call.duplicates++;
  }
  const offset = baseOffset < 0 ? -1 : baseOffset + firstIndex;
  if (sent > 0) call.batches.push({ partition, baseOffset: offset, count });
  call.end();
}

/** One call of `sendMany`: settled when all is appended and every part has its answer. */
export class ManyCall {
  readonly batches: SentBatch[] = [];
  readonly done: Promise<SendManyResult>;
  duplicates = 0;
  readonly #refused: { readonly index: number; readonly error: TidemarkError }[] = [];
  /** One for the appending itself. */
  #open = 1;
  #count = 0;
  #resolve!: (result: SendManyResult) => void;
  #reject!: Reject;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The caller hears of it by `sendMany`, unless that failed before.
    this.done.catch(() => undefined);
  }

  begin(): void {
    this.#open++;
  }

  refuse(index: number, error: TidemarkError): void {
    this.#refused.push({ index, error });
  }

  /** All `count` records have been handed to batches or refused. */
  appended(count: number): void {
    this.#count = count;
    this.end();
  }

  end(): void {
    if (--this.#open > 0) return;
    const { batches, duplicates } = this;
    if (this.#refused.length === 0) {
      this.#resolve({ count: this.#count, duplicates, batches });
      return;
    }
    const refused = this.#refused.sort((a, b) => a.index - b.index);
    const { index, error } = refused[0]!;
    const text =
      `${refused.length} of ${this.#count} records were not sent; ` +
      `the first is record ${index}: ${error.message}`;
    this.#reject(new TidemarkError(error.code, text, { refused }, { cause: error }));
  }
}
