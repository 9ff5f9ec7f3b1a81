/**
 * Begins the late policy of each partition that opens, and says once, when all of them are through, what
 * became of records that were too late.
 */
import type { TopicState } from "../controller/cluster-image.ts";
import type { DeadLetter } from "../model/dead-letter.ts";
import type { Clock } from "../platform/clock.ts";
import { type LatePolicy, LateRecords } from "../replication/late-records.ts";
import type { Replica } from "../replication/replica.ts";
import type { Log } from "../telemetry/log.ts";

type Outcome = "dropped" | "deadLettered";

export interface LateObserver {
  /** Committed. */
  late(topic: string, outcome: Outcome, count: number): void;
}

export interface LatePoliciesParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: LateObserver;
  /** Undefined: late records are released. */
  readonly policyOf: (topic: TopicState) => LatePolicy | undefined;
  readonly writeDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
}

export class LatePolicies {
  readonly #parts: LatePoliciesParts;
  #begun = 0;
  #counts: Record<Outcome, number> = { dropped: 0, deadLettered: 0 };

  constructor(parts: LatePoliciesParts) {
    this.#parts = parts;
  }

  /** As the partition opens: what is late is decided now. Undefined: all of it is released. */
  begin(topic: TopicState, replica: Replica): LateRecords | undefined {
    const { clock, log, observer, policyOf, writeDeadLetters } = this.#parts;
    const policy = policyOf(topic);
    if (policy === undefined) return undefined;
    const outcome: Outcome = policy.kind === "drop" ? "dropped" : "deadLettered";
    this.#begun += 1;
    const late = new LateRecords({
      topic: topic.name,
      replica,
      clock,
      policy,
      writeDeadLetters,
      settled: (count) => {
        this.#counts[outcome] += count;
        observer.late(topic.name, outcome, count);
      },
      failed: (error) =>
        log.warnOften("late", "a late record cannot be read; trying again", {
          topic: topic.name,
          partition: replica.id.partition,
          error,
        }),
      over: () => {
        this.#begun -= 1;
        if (this.#begun === 0) this.report();
      },
    });
    return late.isOver ? undefined : late;
  }

  /** Also before the broker stops in the middle of it. */
  report(): void {
    const { dropped, deadLettered } = this.#counts;
    if (dropped + deadLettered === 0) return;
    this.#counts = { dropped: 0, deadLettered: 0 };
    this.#parts.log.warn("records were too late when the broker came back", {
      dropped,
      deadLettered,
    });
  }
}
