/**
 * Consumers of a queue group that come, go, work, fail and forget, over a log that is slow and
 * sometimes full, partitions that cannot be read at times, and a broker that dies: whatever the
 * order, a record has one holder (Q1), what was answered as acknowledged never comes again (Q2),
 * deliveries have their bound (Q4), and once it is quiet everything is settled.
 */
import { describe, expect, it } from "vitest";
import type { QueueMembership, QueueSink } from "../../src/coordination/group-coordinator.ts";
import type { Delivery } from "../../src/model/records.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { World } from "./coordinator-fixture.ts";

const SEEDS = Number(process.env["CHURN_SEEDS"] ?? 60);
const STEPS = 150;
const PARTITIONS = 2;
const DELIVERIES_MAX = 4;

/** What the broker said, from the outside alone. */
class Books {
  readonly acknowledged = new Set<string>();
  readonly seen = new Set<string>();
  readonly holders = new Map<string, Worker>();
}

class Worker implements QueueSink {
  readonly #books: Books;
  readonly #random: SimRandom;
  membership: QueueMembership | undefined;
  readonly held = new Map<string, { partition: number; offset: number }>();
  over = false;

  constructor(world: World, books: Books, random: SimRandom) {
    this.#books = books;
    this.#random = random;
    const options = { group: "q", topics: ["t"], mode: "queue", start: "earliest" } as const;
    this.membership = world.coordinator.joinQueue({ ...options, address: "a" }, this);
  }

  /** Whatever came of it, nothing is known of it any more. */
  leave(): void {
    this.over = true;
    this.membership?.close();
    for (const place of this.held.keys()) this.#books.holders.delete(place);
    this.held.clear();
  }

  work(always: boolean): void {
    for (const [place, at] of this.held) {
      if (!always && this.#random.chance(0.4)) continue;
      const verb = always || this.#random.chance(0.6) ? "ack" : "nack";
      this.held.delete(place);
      this.#books.holders.delete(place);
      const records = [{ topic: "t", ...at }];
      const delayMs = this.#random.chance(0.3) ? this.#random.int(0, 500) : undefined;
      this.membership?.settle({ verb, records, delayMs }, (error) => {
        if (verb === "ack" && error === undefined) this.#books.acknowledged.add(place);
      });
    }
  }

  joined(): void {}
  deliver({ partition, records }: Delivery): void {
    expect(this.over, "delivered to a stream that is over").toBe(false);
    for (const { offset, deliveries } of records) {
      const place = `${partition}:${offset}`;
      const books = this.#books;
      expect(books.acknowledged.has(place), `Q2: ${place} was acknowledged`).toBe(false);
      expect(deliveries, `Q4: deliveries of ${place}`).toBeLessThanOrEqual(DELIVERIES_MAX);
      // A lease may have run out unnoticed: then the older holder has lost it.
      books.holders.get(place)?.held.delete(place);
      books.holders.set(place, this);
      books.seen.add(place);
      this.held.set(place, { partition, offset });
    }
  }
  needed(bytes: number): void {
    this.membership?.credit(0, bytes);
  }
  lost(): void {}
  partitionError(): void {}
  end(): void {
    this.over = true;
    this.membership = undefined;
    for (const place of this.held.keys()) this.#books.holders.delete(place);
    this.held.clear();
  }
}

async function run(seed: number): Promise<void> {
  const world = new World(seed);
  const random = new SimRandom(seed).stream("churn");
  const books = new Books();
  world.topics.put("t", PARTITIONS);
  await world.open();
  const settings = { ackTimeoutMs: 800, deliveriesMax: DELIVERIES_MAX, retryBackoffMs: 100 };
  const keyOrder = random.chance(0.5);
  await world.outcome(world.coordinator.configure("q", "queue", { ...settings, keyOrder }));
  world.log.delayMs = () => random.int(0, 40);
  let workers: Worker[] = [];
  let published = 0;
  for (let step = 0; step < STEPS; step++) {
    const dice = random.int(0, 100);
    workers = workers.filter(({ over }) => !over);
    if (dice < 20) {
      const count = random.int(1, 30);
      published += count;
      world.source.publish(`t/${random.int(0, PARTITIONS - 1)}`, count);
    } else if (dice < 35 && workers.length < 5) workers.push(new Worker(world, books, random));
    else if (dice < 40 && workers.length > 0) random.pick(workers).leave();
    else if (dice < 60) for (const each of workers) each.membership?.credit(random.int(0, 20), 150);
    else if (dice < 80) for (const each of workers) each.work(false);
    else if (dice < 84) world.log.failure = () => (random.chance(0.7) ? "STORAGE_FULL" : undefined);
    else if (dice < 88) world.log.failure = () => undefined;
    else if (dice < 91) world.source.failure = "STARTING";
    else if (dice < 94) world.source.failure = undefined;
    else if (dice < 96) {
      for (const each of workers) each.end();
      workers = [];
      await world.crash();
    }
    await world.clock.advance(random.int(0, 300));
  }
  world.log.failure = () => undefined;
  world.source.failure = undefined;
  while (workers.length < 2) workers.push(new Worker(world, books, random));
  for (let round = 0; round < 60; round++) {
    for (const each of workers) {
      each.work(true);
      each.membership?.credit(100, 100_000);
    }
    await world.clock.advance(500);
  }
  const buried = new Set(world.source.buried.map((place) => place.replace("t/", "")));
  const settled = new Set([...books.acknowledged, ...buried]);
  const { partitions } = world.coordinator.views.describe("q");
  expect(
    partitions.reduce((sum, { lag }) => sum + lag, 0),
    "settled",
  ).toBe(0);
  const ends = partitions.reduce((sum, each) => sum + (each.committed ?? 0), 0);
  expect(ends, "reached").toBe(published);
  // An answer may have been lost with the broker or the stream: then the record is settled unheard.
  expect(books.seen.size).toBe(published);
  expect(settled.size).toBeLessThanOrEqual(published);
}

describe("queue group churn", () => {
  it(`keeps its promises over ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        await run(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });
});
