/**
 * A producer's stream: appends its batches as they come, acknowledges each when it is durable, and
 * grants credits as acknowledgements free memory.
 *
 * Invariant: granted but unused + sent but unacknowledged ≤ window, unless the window shrank since.
 * A client that sends beyond its credits is not read from until the balance is positive again.
 */
import { unreachable } from "../lib/assert.ts";
import { TidemarkError, toTidemarkError } from "../model/errors.ts";
import { PRODUCE_STREAM_BATCHES_MAX } from "../model/limits.ts";
import { isInternalTopic } from "../model/names.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { AppendOutcome, Replica } from "../replication/replica.ts";
import type {
  Acks,
  ProduceBatchResult,
  ProduceSession,
  ProduceSink,
  RecordException,
} from "./api.ts";
import type { AppendBudget } from "./append-budget.ts";
import type { RecordsObserver } from "./observe.ts";
import type { Replicas } from "./replicas.ts";
import { CONGESTION_LOOK_MS } from "./room.ts";

/** Grants smaller than this share of the window wait for the next acknowledgement. */
const GRANT_SHARE = 1 / 8;

export interface ProduceRequest {
  readonly id: number;
  readonly topic: string;
  readonly topicId?: string | undefined;
  readonly partition: number;
  readonly batch: Uint8Array;
}

export interface ProduceParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly budget: AppendBudget;
  readonly observer: RecordsObserver;
  /** Resolves when all that was committed of the metadata before is replayed here. */
  readonly catchUp: () => Promise<void>;
}

export class Produce implements ProduceSession {
  readonly kind = "produce";
  readonly #parts: ProduceParts;
  readonly #budget: AppendBudget;
  readonly #acks: Acks;
  readonly #sink: ProduceSink;
  readonly #onClose: () => void;
  #balanceBytes = 0;
  #balanceBatches = 0;
  #inFlightBytes = 0;
  #inFlightBatches = 0;
  #paused = false;
  /** Partitions whose pending index lagged behind at the last look: no credits meanwhile. */
  readonly #congested = new Set<Replica>();
  #congestionTimer: Timer | undefined;
  /** A batch of a topic that is not known here waits for the metadata, and all that come behind it. */
  #waiting: Promise<void> | undefined;
  #finishing: { readonly error: TidemarkError | undefined } | undefined;
  #closed = false;

  constructor(parts: ProduceParts, acks: Acks, sink: ProduceSink, onClose: () => void) {
    this.#parts = parts;
    this.#budget = parts.budget;
    this.#acks = acks;
    this.#sink = sink;
    this.#onClose = onClose;
    this.#budget.streamOpened();
    this.#grant();
  }

  /** Granted and not used yet. */
  get creditBytes(): number {
    return Math.max(this.#balanceBytes, 0);
  }

  produce(request: ProduceRequest): void {
    if (this.#closed) return;
    const bytes = request.batch.length;
    this.#balanceBytes -= bytes;
    this.#balanceBatches -= 1;
    this.#inFlightBytes += bytes;
    this.#inFlightBatches += 1;
    const answer = (result: ProduceBatchResult | TidemarkError) => this.#answer(request.id, result);
    const freed = () => this.#freed(bytes);
    if (this.#finishing !== undefined) {
      answer(new TidemarkError("SHUTTING_DOWN", "the stream takes no more batches"));
      freed();
      return;
    }
    const refuse = (refusal: TidemarkError) => {
      this.#parts.observer.refused(refusal, 1);
      answer(refusal);
      freed();
    };
    if (this.#waiting === undefined) {
      const refusal = this.#append(request, answer, freed);
      if (refusal !== undefined && !isUnknown(refusal)) refuse(refusal);
      else if (refusal !== undefined)
        this.#wait(this.#appendOnceKnown(request, answer, freed, refuse));
    } else {
      this.#wait(this.#waiting.then(() => this.#appendOnceKnown(request, answer, freed, refuse)));
    }
    this.#pauseIfOverrun();
  }

  #append(request: ProduceRequest, answer: Answered, freed: () => void): TidemarkError | undefined {
    try {
      const { topic, partition, topicId } = request;
      const { replicas, observer } = this.#parts;
      refuseInternal(topic);
      const replica = replicas.serving(topic, partition, topicId);
      const target = { replica, topic, observer, budget: this.#budget };
      appendBatch(target, request.batch, this.#acks, answer, freed);
      if (replica.congested) this.#congested.add(replica);
      return undefined;
    } catch (error) {
      return asTidemarkError(error);
    }
  }

  /** Others may know of a topic that is not known here yet: that is asked before it is refused. */
  async #appendOnceKnown(
    request: ProduceRequest,
    answer: Answered,
    freed: () => void,
    refuse: (refusal: TidemarkError) => void,
  ): Promise<void> {
    const { replicas, catchUp } = this.#parts;
    const { topic, partition } = request;
    try {
      if (replicas.find(topic, partition) === undefined) await catchUp();
      // The client is gone.
      if (this.#closed) return freed();
      const refusal = this.#append(request, answer, freed);
      if (refusal !== undefined) refuse(refusal);
    } catch (error) {
      refuse(toTidemarkError(error, "looking for the topic failed"));
    }
  }

  /** Bounded by the stream's credits. */
  #wait(waiting: Promise<void>): void {
    this.#waiting = waiting;
    void waiting.then(() => {
      if (this.#waiting === waiting) this.#waiting = undefined;
    });
  }

  finish(): void {
    this.end(undefined);
  }

  /** No more batches; ends after the last acknowledgement. */
  end(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    this.#finishing ??= { error };
    this.#endIfDone();
  }

  abort(): void {
    this.#close();
  }

  #answer(id: number, result: ProduceBatchResult | TidemarkError): void {
    if (!this.#closed) this.#sink.ack(id, result);
  }

  #freed(bytes: number): void {
    this.#inFlightBytes -= bytes;
    this.#inFlightBatches -= 1;
    if (this.#closed) return;
    this.#grant();
    this.#endIfDone();
  }

  #grant(): void {
    if (this.#finishing !== undefined || this.#closed || this.#waitsForIndex()) return;
    const windowBytes = this.#budget.windowBytes;
    const bytes = windowBytes - this.#balanceBytes - this.#inFlightBytes;
    const batches = PRODUCE_STREAM_BATCHES_MAX - this.#balanceBatches - this.#inFlightBatches;
    const enoughBytes = bytes >= windowBytes * GRANT_SHARE;
    const enoughBatches = batches >= PRODUCE_STREAM_BATCHES_MAX * GRANT_SHARE;
    if (enoughBytes || enoughBatches) {
      this.#balanceBytes += Math.max(bytes, 0);
      this.#balanceBatches += Math.max(batches, 0);
      this.#sink.credit(Math.max(batches, 0), Math.max(bytes, 0));
      this.#parts.observer.creditGranted("producer", Math.max(bytes, 0));
    }
    if (this.#paused && this.#balanceBytes >= 0 && this.#balanceBatches >= 0) {
      this.#paused = false;
      this.#sink.resume();
    }
  }

  /** True while a partition's index lags; looks again by itself. */
  #waitsForIndex(): boolean {
    for (const replica of this.#congested) {
      if (!replica.congested || replica.refusal !== undefined) this.#congested.delete(replica);
    }
    if (this.#congested.size === 0) return false;
    this.#congestionTimer ??= this.#parts.clock.setTimer(CONGESTION_LOOK_MS, () => {
      this.#congestionTimer = undefined;
      this.#grant();
    });
    return true;
  }

  #pauseIfOverrun(): void {
    if (this.#paused || this.#closed) return;
    if (this.#balanceBytes >= 0 && this.#balanceBatches >= 0) return;
    this.#paused = true;
    this.#sink.pause();
  }

  #endIfDone(): void {
    if (this.#finishing === undefined || this.#inFlightBatches > 0 || this.#closed) return;
    this.#close();
    this.#sink.end(this.#finishing.error);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#congestionTimer?.cancel();
    this.#budget.streamClosed();
    this.#onClose();
  }
}

type Answered = (result: ProduceBatchResult | TidemarkError) => void;

const isUnknown = ({ code }: TidemarkError): boolean =>
  code === "UNKNOWN_TOPIC" || code === "UNKNOWN_PARTITION";

export interface AppendTarget {
  readonly replica: Replica;
  readonly topic: string;
  readonly observer: RecordsObserver;
  readonly budget: AppendBudget;
}

/**
 * Appends one batch and tells `settle`, once, how it ended, and whether it is, or was before, appended (an
 * error may follow that): with acks all once it is committed, leader
 * once it is on this disk, none at once. `freed` once it is committed, whatever was acknowledged: who does
 * not wait for disk or replicas must still not get ahead of them (P5).
 */
export function appendBatch(
  target: AppendTarget,
  batch: Uint8Array,
  acks: Acks,
  settle: (result: ProduceBatchResult | TidemarkError, appended: boolean) => void,
  freed: () => void = () => undefined,
): void {
  const { replica, topic, observer, budget } = target;
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  const ended = observer.appending(topic, replica.id.partition, bytes);
  budget.take(bytes.length);
  const free = () => {
    budget.release(bytes.length);
    freed();
  };
  let appended = false;
  const answer = (result: ProduceBatchResult | TidemarkError) => {
    ended(result);
    settle(result, appended);
  };
  const end = (result: ProduceBatchResult | TidemarkError) => {
    budget.release(bytes.length);
    answer(result);
    freed();
  };
  let outcome: AppendOutcome;
  try {
    outcome = replica.produce(bytes, acks);
  } catch (error) {
    return end(asTidemarkError(error));
  }
  appended = true;
  if (outcome.answerAfter < 0) return end(resultOf(outcome));
  const { answerAfter } = outcome;
  switch (acks) {
    case "none":
      answer(resultOf(outcome));
      return replica.whenCommitted(answerAfter, free);
    case "leader":
      return replica.whenFlushed(answerAfter, (error) => {
        if (error !== undefined) return end(error);
        if (outcome.partial) void finished(replica, bytes, outcome).then(answer);
        else answer(resultOf(outcome));
        replica.whenCommitted(answerAfter, free);
      });
    case "all":
      return replica.whenCommitted(answerAfter, (error) => {
        if (error !== undefined || !outcome.partial) return end(error ?? resultOf(outcome));
        void finished(replica, bytes, outcome).then(end);
      });
    default:
      unreachable(acks);
  }
}

/** The answer to a retry of a batch that lost records names them anew. */
async function finished(
  replica: Replica,
  bytes: Buffer,
  outcome: AppendOutcome,
): Promise<ProduceBatchResult | TidemarkError> {
  return replica.leftOut(bytes, outcome).then(
    (exclusions) => resultOf({ ...outcome, exclusions }),
    (failure: unknown) => asTidemarkError(failure),
  );
}

/** Throws INTERNAL_TOPIC. */
export function refuseInternal(topic: string): void {
  if (!isInternalTopic(topic)) return;
  throw new TidemarkError("INTERNAL_TOPIC", `"${topic}" is the broker's own: it takes no records`);
}

const NO_EXCEPTIONS: readonly RecordException[] = [];

function resultOf(outcome: AppendOutcome): ProduceBatchResult {
  const { baseOffset, duplicate, exclusions } = outcome;
  if (exclusions.length === 0) return { baseOffset, duplicate, exceptions: NO_EXCEPTIONS };
  const exceptions = exclusions.map(({ index, error, keptOffset, keptDueMs }) => ({
    index,
    ...(error === undefined ? {} : { error }),
    ...(keptOffset === undefined ? {} : { duplicateOf: keptOffset }),
    ...(keptDueMs === undefined ? {} : { deliverAt: keptDueMs }),
  }));
  return { baseOffset, duplicate, exceptions };
}

export function asTidemarkError(error: unknown): TidemarkError {
  if (error instanceof TidemarkError) return error;
  throw error;
}
