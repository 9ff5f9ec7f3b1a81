/**
 * Leases of one queue group: gives records to consumers, takes them back when time or the stream is
 * over, and decides what becomes of a record that came back. Draws on the clock only as it is told.
 */
import { QUEUE_DELAY_MAX_MS, QUEUE_REASON_CHARACTERS_MAX } from "../model/limits.ts";
import type { QueueSettings } from "../model/queue-settings.ts";
import { QueueAlarms } from "./queue-alarms.ts";
import { retryDelayMs, spread } from "./queue-backoff.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Burial, Moment } from "./queue-events.ts";

/** A dead letter that could not be written is not tried again sooner. */
const BURY_AGAIN_MS = 1_000;

export class QueueLeases {
  readonly #alarms = new QueueAlarms();
  readonly #settings: () => QueueSettings;
  readonly #bury: (burial: Burial) => void;
  /** Entries whose dead letter is being written or waits to be. */
  #dying = 0;

  constructor(settings: () => QueueSettings, bury: (burial: Burial) => void) {
    this.#settings = settings;
    this.#bury = bury;
  }

  get dyingCount(): number {
    return this.#dying;
  }

  /** Monotonic milliseconds; `Infinity`: never. */
  nextMs(): number {
    return this.#alarms.nextMs();
  }

  hold(entry: QueueEntry, by: QueueConsumer, now: Moment): void {
    entry.deliveries += 1;
    if (entry.deliveries === 1) entry.firstDeliveryMs = now.wallMs;
    else entry.partition.ledger.count("redelivered", 1);
    entry.phase = { kind: "held", by };
    by.held.add(entry);
    this.extend(entry, now);
  }

  extend(entry: QueueEntry, now: Moment): void {
    this.#alarms.set(entry, now.monotonicMs + this.#settings().ackTimeoutMs);
  }

  /** Its end is decided; the next record of its key has its turn. */
  settle(entry: QueueEntry, now: Moment, as?: "deadLettered" | "expired"): void {
    this.#letGo(entry);
    const next = entry.partition.settle(entry, as);
    if (next !== undefined) this.revive(next, now);
  }

  /** A delivery ended without success. `delayMs` undefined: the group's backoff. */
  giveBack(entry: QueueEntry, now: Moment, delayMs: number | undefined, reason = ""): void {
    this.#letGo(entry);
    const backoff = retryDelayMs(
      entry.deliveries,
      this.#settings(),
      spread(now.random, entry.offset),
    );
    const delay = delayMs ?? backoff;
    entry.notBeforeMs = delay === 0 ? 0 : now.wallMs + delay;
    entry.reason = short(reason);
    entry.partition.ledger.cameBack(entry);
    this.#next(entry, now, delay);
  }

  /** One that is known from the log, or stood in line for its key: what is it waiting for? */
  revive(entry: QueueEntry, now: Moment): void {
    // The wall clock may have been set back meanwhile.
    const left = Math.min(entry.notBeforeMs - now.wallMs, QUEUE_DELAY_MAX_MS);
    this.#next(entry, now, left);
  }

  /** The dead letter was written, or not. */
  buried(entry: QueueEntry, outcome: "written" | "gone" | "failed", now: Moment): void {
    if (entry.phase.kind !== "dying" || !entry.phase.writing) return;
    if (outcome !== "failed") {
      return this.settle(entry, now, outcome === "gone" ? "expired" : "deadLettered");
    }
    entry.phase = { kind: "dying", writing: false };
    const random = spread(now.random, entry.offset);
    const delay = Math.max(retryDelayMs(entry.deliveries, this.#settings(), random), BURY_AGAIN_MS);
    this.#alarms.set(entry, now.monotonicMs + delay);
  }

  tick(now: Moment): void {
    for (;;) {
      const entry = this.#alarms.takeDue(now.monotonicMs);
      if (entry === undefined) return;
      const { kind } = entry.phase;
      if (kind === "held") this.giveBack(entry, now, undefined, "not acknowledged in time");
      else if (kind === "waiting") entry.partition.makeReady(entry);
      else if (kind === "dying") this.#startBurial(entry);
    }
  }

  /** The group was reset: nothing becomes of it. */
  drop(entry: QueueEntry): void {
    this.#letGo(entry);
  }

  #next(entry: QueueEntry, now: Moment, delayMs: number): void {
    if (entry.returned && entry.deliveries >= this.#settings().deliveriesMax) {
      this.#dying += 1;
      this.#startBurial(entry);
    } else if (delayMs <= 0) entry.partition.makeReady(entry);
    else {
      entry.phase = { kind: "waiting" };
      this.#alarms.set(entry, now.monotonicMs + delayMs);
    }
  }

  #startBurial(entry: QueueEntry): void {
    entry.phase = { kind: "dying", writing: true };
    const { offset, deliveries, firstDeliveryMs, reason, partition: place } = entry;
    const { deadLetterTopic } = this.#settings();
    this.#bury({
      kind: "bury",
      place,
      offset,
      deliveries,
      firstDeliveryMs,
      reason,
      deadLetterTopic,
    });
  }

  #letGo(entry: QueueEntry): void {
    this.#alarms.cancel(entry);
    if (entry.phase.kind === "held") entry.phase.by.held.delete(entry);
    else if (entry.phase.kind === "dying") this.#dying -= 1;
  }
}

/** A copy: a slice would hold the whole text, which may be as large as a message. */
function short(reason: string): string {
  if (reason.length <= QUEUE_REASON_CHARACTERS_MAX) return reason;
  return Buffer.from(reason.slice(0, QUEUE_REASON_CHARACTERS_MAX)).toString();
}
