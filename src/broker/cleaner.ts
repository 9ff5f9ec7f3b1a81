/**
 * Looks at all partitions of this node in turn, one at a time and no faster than it is let, and has
 * those cleaned where it pays. A partition that cannot be cleaned keeps no other from it.
 *
 * States: idle (timer set) → round → idle; stopped.
 */
import type { Config } from "../config/settings.ts";
import type { MessageHashKey } from "../dedup/message-hash.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import {
  cleanPartition,
  type CleaningPolicy,
  type CleaningReport,
} from "../replication/clean-partition.ts";
import type { Random } from "../platform/random.ts";
import type { Replica } from "../replication/replica.ts";
import type { Replicas } from "./replicas.ts";
import { Throttle } from "./throttle.ts";

export interface CleanerObserver {
  cleaned(topic: string, partition: number, report: CleaningReport, tookMs: number): void;
  failed(topic: string, partition: number, error: unknown): void;
}

export interface CleanerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly replicas: Replicas;
  readonly config: () => Pick<Config, "cleanerIntervalMs" | "cleanerBytesPerSecond">;
  /** Undefined: the topic is gone. */
  readonly policyOf: (topic: string) => CleaningPolicy | undefined;
  readonly observer: CleanerObserver;
}

export class Cleaner {
  readonly #parts: CleanerParts;
  readonly #throttle: Throttle;
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;
  /** Asked for while a round was under way, which may have been past the partition. */
  #again = false;
  #stopped = false;

  constructor(parts: CleanerParts) {
    this.#parts = parts;
    const { clock, config } = parts;
    this.#throttle = new Throttle(clock, () => config().cleanerBytesPerSecond);
  }

  start(): void {
    const { clock, config } = this.#parts;
    if (this.#stopped) return;
    this.#timer = clock.setTimer(config().cleanerIntervalMs, () => this.wake());
  }

  /** A round now: somebody made something to free. */
  wake(): void {
    this.#again = true;
    if (this.#stopped || this.#round !== undefined) return;
    this.#timer?.cancel();
    this.#round = this.#runRounds().finally(() => {
      this.#round = undefined;
      this.start();
    });
  }

  /** Resolves when nothing is being cleaned. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#round;
  }

  async #runRounds(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      for (const { topic, partition, replica } of Array.from(this.#parts.replicas.open())) {
        if (this.#stopped) return;
        await this.#clean(topic, partition, replica);
        await this.#parts.clock.nextTurn();
      }
    }
  }

  async #clean(topic: string, partition: number, replica: Replica): Promise<void> {
    const { clock, random, policyOf, observer } = this.#parts;
    const policy = policyOf(topic);
    if (policy === undefined || replica.closed !== undefined) return;
    const stopped = () => this.#stopped || replica.closed !== undefined;
    const startMs = clock.monotonicMs();
    try {
      const report = await cleanPartition(replica, {
        policy,
        nowMs: clock.wallMs(),
        hashKey: () => hashKey(random),
        pace: (bytes) => this.#throttle.pass(bytes, stopped),
        stopped,
        nextTurn: () => clock.nextTurn(),
      });
      if (report.freedBytes === 0 && report.rewrittenBytes === 0) return;
      observer.cleaned(topic, partition, report, clock.monotonicMs() - startMs);
    } catch (error) {
      if (replica.closed === undefined) observer.failed(topic, partition, error);
    }
  }
}

function hashKey(random: Random): MessageHashKey {
  const bytes = Buffer.from(random.bytes(16));
  return [0, 4, 8, 12].map((at) => bytes.readInt32LE(at)) as unknown as MessageHashKey;
}
