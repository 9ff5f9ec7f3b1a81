/** Merges runs into one, a slice at a time; drops the pairs that nothing pending needs any more. */
import type { StoreWrite } from "../platform/ordered-store.ts";
import { MergedCursor } from "./merged-cursor.ts";
import type { Run } from "./run.ts";
import type { RunSet } from "./run-set.ts";
import { RunWriter } from "./run-writer.ts";

/** Whether the pair says what is true at the high watermark. What is not will never be again. */
export type IsCurrent = (key: number, offset: number) => boolean;

export class RunMerge {
  readonly inputs: readonly Run[];
  /** Of the run that is being written. */
  readonly number: number;
  /** Of that run. */
  readonly level: number;
  readonly #cursor: MergedCursor;
  readonly #writer: RunWriter;

  constructor(runs: RunSet, inputs: readonly Run[], number: number) {
    this.inputs = inputs;
    this.number = number;
    this.level = inputs.reduce((highest, run) => Math.max(highest, run.level), 0) + 1;
    const { source } = runs;
    this.#cursor = new MergedCursor(source, inputs, 0, 0);
    this.#writer = new RunWriter(source.form, source.keys, number);
  }

  /** Reads up to `most` pairs; true at the end. */
  step(most: number, isCurrent: IsCurrent): boolean {
    const cursor = this.#cursor;
    for (let count = 0; count < most; count++) {
      if (cursor.done) return true;
      const { key, offset } = cursor;
      if (isCurrent(key, offset)) this.#writer.add(key, offset, cursor.check);
      cursor.next();
    }
    return cursor.done;
  }

  takeWrites(): StoreWrite[] {
    return this.#writer.takeWrites();
  }

  /** Undefined where nothing was current. Call `takeWrites` after it. */
  finish(): Run | undefined {
    return this.#writer.finish(this.level);
  }
}
