/**
 * How long a partition takes no writes when its leader goes: records are sent to each partition on a
 * beat, and the longest time between two acknowledgements is the outage.
 */
import { type Ground, PARTITIONS, pause, TOPIC } from "../soak/ground.ts";

/** Also how exact the times are. */
const BEAT_MS = 20;
/** What one partition may have unanswered: a second and a half of beats. */
const OPEN_MAX = 75;

/** Of one partition, since it was hit. */
class Outage {
  readonly partition: number;
  readonly #hitMs = performance.now();
  #lastMs = this.#hitMs;
  /** The longest time without an acknowledgement. */
  longestMs = 0;
  /** When the newest of what is acknowledged was sent. */
  newestMs = Number.NEGATIVE_INFINITY;

  constructor(partition: number) {
    this.partition = partition;
  }

  acknowledged(sentMs: number): void {
    const nowMs = performance.now();
    // What was on its way when it was hit says nothing.
    if (sentMs < this.#hitMs) return;
    this.longestMs = Math.max(this.longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    this.newestMs = Math.max(this.newestMs, sentMs);
  }
}

export class Failover {
  readonly #outages = new Set<Outage>();

  /** These partitions are hit now. */
  watch(partitions: readonly number[]): void {
    for (const partition of partitions) this.#outages.add(new Outage(partition));
  }

  /** All that were hit have acknowledged something that was sent since then. */
  writesSince(ms: number): boolean {
    return [...this.#outages].every(({ newestMs }) => newestMs >= ms);
  }

  /** How long each took none; they are not watched any more. */
  take(): number[] {
    const outages = [...this.#outages].map(({ longestMs }) => longestMs);
    this.#outages.clear();
    return outages;
  }

  /** Sends on the beat until the ground says that it is enough. */
  async send(ground: Ground): Promise<void> {
    const producer = ground.client.producer({ lingerMs: 0 });
    const open = new Set<Promise<void>>();
    while (!ground.sending.aborted) {
      await pause(BEAT_MS);
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        if (open.size >= OPEN_MAX * PARTITIONS) break;
        const id = ground.books.send();
        const sentMs = performance.now();
        const one: Promise<void> = producer
          .send({ topic: TOPIC, partition, value: `${id}` })
          .then(
            () => {
              ground.books.acknowledged(id);
              this.#acknowledged(partition, sentMs);
            },
            (error: unknown) => ground.fail(error),
          )
          .finally(() => open.delete(one));
        open.add(one);
      }
    }
    await Promise.all(open);
    await producer.close();
  }

  #acknowledged(partition: number, sentMs: number): void {
    for (const outage of this.#outages) {
      if (outage.partition === partition) outage.acknowledged(sentMs);
    }
  }
}
