/**
 * Appends batches to partitions that this broker leads, those of one partition in their order: where one
 * was refused since nobody leads here, what follows it is refused too. Must never say that something was
 * not done when it was appended.
 */
import { TidemarkError } from "../../model/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Acks, ProduceBatchResult } from "../api.ts";
import type { AppendBudget } from "../append-budget.ts";
import type { RecordsObserver } from "../observe.ts";
import { appendBatch, asTidemarkError } from "../produce.ts";
import type { Replicas } from "../replicas.ts";
import { type GoOn, roomToSchedule } from "../room.ts";
import { afterAppend, wasNotDone } from "./attempts.ts";

export interface BatchToAppend {
  readonly partition: number;
  readonly batch: Uint8Array;
  readonly recordCount: number;
  /** It waits where the partition's views lag behind: it is scheduled, or has message ids. */
  readonly waits: boolean;
  /** Once appended it is not appended again, since all of it can be told from anything else. */
  readonly repeatable: boolean;
}

export interface AppendRequest {
  readonly topic: string;
  readonly acks: Acks;
  readonly batches: readonly BatchToAppend[];
}

export type BatchOutcome = ProduceBatchResult | TidemarkError;

export interface AppendHereParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly observer: RecordsObserver;
  readonly budget: AppendBudget;
}

export class AppendHere {
  readonly #parts: AppendHereParts;

  constructor(parts: AppendHereParts) {
    this.#parts = parts;
  }

  /** One outcome for each batch. Rejects only where `goOn` throws, before anything is appended. */
  async append(request: AppendRequest, goOn: GoOn): Promise<BatchOutcome[]> {
    const { clock, replicas } = this.#parts;
    for (const { waits, partition } of request.batches) {
      const held = waits ? replicas.find(request.topic, partition) : undefined;
      if (held?.kind === "serving") await roomToSchedule(clock, held.replica, goOn);
    }
    const refused = new Map<number, TidemarkError>();
    return Promise.all(request.batches.map((batch) => this.#append(request, batch, refused)));
  }

  #append(
    { topic, acks }: AppendRequest,
    { partition, batch, recordCount }: BatchToAppend,
    refused: Map<number, TidemarkError>,
  ): Promise<BatchOutcome> {
    const { replicas, observer, budget } = this.#parts;
    return new Promise((resolve) => {
      try {
        const before = refused.get(partition);
        if (before !== undefined) throw before;
        const replica = replicas.serving(topic, partition);
        appendBatch({ replica, topic, observer, budget }, batch, acks, (result, appended) => {
          const isError = result instanceof TidemarkError;
          if (isError && !appended && wasNotDone(result)) refused.set(partition, result);
          resolve(isError && appended ? afterAppend(result) : result);
        });
      } catch (error) {
        const refusal = asTidemarkError(error);
        if (wasNotDone(refusal)) refused.set(partition, refusal);
        else observer.refused(refusal, recordCount);
        resolve(refusal);
      }
    });
  }
}
