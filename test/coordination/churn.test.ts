/**
 * Members that come, go, break, crash and never answer, over a log that is slow and sometimes full,
 * under a broker that dies: whatever the order, a partition has one owner in a generation (I12),
 * what was acknowledged is never taken back (P1, P9), nobody starts beyond what was committed, and
 * once it is quiet every partition is read again (I15).
 */
import { describe, expect, it } from "vitest";
import type { MemberSink, Membership } from "../../src/coordination/group-coordinator.ts";
import { decodeGroupRecord } from "../../src/group/records.ts";
import type { TidemarkError } from "../../src/model/errors.ts";
import type { PartitionOffset, TopicPartition } from "../../src/model/records.ts";
import type { SimRandom } from "../sim/platform/sim-random.ts";
import { World } from "./coordinator-fixture.ts";

const PARTITIONS = 5;
const SEEDS = Number(process.env["CHURN_SEEDS"] ?? 150);
const STEPS = 120;

const placeOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** What must hold whoever does what. */
class Model {
  readonly trace: string[] = [];
  readonly #owners = new Map<string, string>();
  /** The greatest acknowledged commit. */
  readonly #acknowledged = new Map<string, number>();
  readonly #durable = new Map<string, number>();
  #checked = 0;

  note(line: string): void {
    this.trace.push(line);
  }

  assigned(memberId: string, generation: number, added: readonly PartitionOffset[]): void {
    for (const each of added) {
      const place = placeOf(each);
      const key = `${generation} ${place}`;
      const owner = this.#owners.get(key) ?? memberId;
      expect(`${key} ${memberId}`, "I12: one owner in a generation").toBe(`${key} ${owner}`);
      this.#owners.set(key, memberId);
      const acknowledged = this.#acknowledged.get(place) ?? 0;
      expect(each.offset, `P9: ${place} starts before what was committed`).toBeGreaterThanOrEqual(
        acknowledged,
      );
    }
  }

  acknowledged(place: string, offset: number): void {
    this.#acknowledged.set(place, Math.max(offset, this.#acknowledged.get(place) ?? 0));
  }

  /** What became durable since the last look: offsets only grow, and generations too. */
  checkLog(world: World): void {
    const { durable } = world.log;
    for (; this.#checked < durable.length; this.#checked++) {
      const record = decodeGroupRecord(durable[this.#checked]!);
      if (record.kind !== "offset" && record.kind !== "group") continue;
      const key = record.kind === "group" ? "generation" : `t/${record.partition}`;
      const value = record.kind === "group" ? record.generation : record.offset;
      expect(value, `${key} in the log`).toBeGreaterThan(this.#durable.get(key) ?? -1);
      this.#durable.set(key, value);
    }
    for (const [place, offset] of this.#acknowledged) {
      const kept = this.#durable.get(place) ?? -1;
      expect(kept, `P1: ${place} in the log`).toBeGreaterThanOrEqual(offset);
    }
  }
}

class Client {
  readonly name: string;
  readonly #model: Model;
  readonly #random: SimRandom;
  membership: Membership | undefined;
  #stream: MemberSink | undefined;
  /** A member that ignores revocations. */
  stubborn = false;
  readonly reading = new Map<string, { partition: number; next: number; generation: number }>();

  constructor(name: string, model: Model, random: SimRandom) {
    this.name = name;
    this.#model = model;
    this.#random = random;
  }

  join(world: World): void {
    this.#drop();
    const start = this.#random.pick(["earliest", "latest"] as const);
    // An older stream that was not closed may still be told something; nobody works on it.
    const current = (): boolean => this.#stream === sink;
    const sink: MemberSink = {
      joined: (memberId) => expect(memberId).toBe(this.name),
      assigned: (generation, added) => {
        this.#model.assigned(this.name, generation, added);
        if (current()) this.#assigned(generation, added);
      },
      revoked: (generation, partitions) => current() && this.#revoked(generation, partitions),
      end: (error) => current() && this.#end(error),
    };
    this.#stream = sink;
    this.membership = world.join({ memberId: this.name, start, sessionTimeoutMs: 2_000 }, sink);
    this.#model.note(`${this.name} joins`);
  }

  close(clean: boolean): void {
    this.#model.note(`${this.name} ${clean ? "leaves" : "breaks"}`);
    this.membership?.close(clean);
    this.#drop();
  }

  /** Works on a partition, and commits what it did; sometimes again, sometimes something older. */
  work(): void {
    const place = this.#random.pick([...this.reading.keys(), ""]);
    const at = this.reading.get(place);
    if (at === undefined) return;
    at.next += this.#random.int(0, 4);
    const back = this.#random.chance(0.2) ? this.#random.int(0, 4) : 0;
    this.#commit(place, Math.max(0, at.next - back), at);
  }

  #assigned(generation: number, added: readonly PartitionOffset[]): void {
    this.#model.note(`${this.name} assigned ${generation} ${added.map(placeOf).join(" ")}`);
    for (const each of added) {
      expect(this.reading.has(placeOf(each)), "assigned what it reads").toBe(false);
      const { partition, offset } = each;
      this.reading.set(placeOf(each), { partition, next: offset, generation });
    }
  }

  #revoked(generation: number, partitions: readonly TopicPartition[]): void {
    this.#model.note(`${this.name} revoked ${generation} ${partitions.map(placeOf).join(" ")}`);
    for (const each of partitions) {
      const place = placeOf(each);
      const at = this.reading.get(place);
      expect(at, "revoked what it does not read").toBeDefined();
      if (!this.stubborn && this.#random.chance(0.5)) this.#commit(place, at!.next, at!);
      this.reading.delete(place);
    }
    if (!this.stubborn) this.membership?.released(generation, partitions);
  }

  #end(error: TidemarkError): void {
    this.#model.note(`${this.name} ended ${error.code}`);
    this.#drop();
  }

  #commit(place: string, offset: number, at: { partition: number; generation: number }): void {
    const { partition, generation } = at;
    this.membership?.commit(generation, [{ topic: "t", partition, offset }], (error) => {
      this.#model.note(`${this.name} committed ${place} ${offset} ${error?.code ?? "done"}`);
      if (error === undefined) this.#model.acknowledged(place, offset);
    });
  }

  #drop(): void {
    this.membership = undefined;
    this.#stream = undefined;
    this.reading.clear();
  }
}

async function run(seed: number): Promise<readonly string[]> {
  const world = new World(seed);
  const random = world.random.stream("story");
  const faults = world.random.stream("faults");
  const model = new Model();
  world.topics.put("t", PARTITIONS - 2);
  world.log.delayMs = () => faults.int(0, 30);
  await world.open();
  let clients = ["a", "b", "c", "d"].map(
    (name) => new Client(name, model, world.random.stream(name)),
  );
  for (let step = 0; step < STEPS; step++) {
    const client = random.pick(clients);
    const dice = random.float();
    if (dice < 0.1) client.join(world);
    else if (dice < 0.14) client.close(true);
    else if (dice < 0.2) client.close(false);
    else if (dice < 0.22) client.stubborn = !client.stubborn;
    else if (dice < 0.23) world.topics.change(() => world.topics.put("t", PARTITIONS));
    else if (dice < 0.25)
      world.log.failure = () => (faults.chance(0.5) ? "STORAGE_FULL" : undefined);
    else if (dice < 0.26) {
      model.note("the broker dies");
      clients = clients.map(
        ({ name }) => new Client(name, model, world.random.stream(`${name}${step}`)),
      );
      await world.crash();
    } else if (dice < 0.85) client.work();
    await world.clock.advance(random.pick([0, 1, 10, 200, 3_000]));
    model.checkLog(world);
  }
  await settle(world, clients, model);
  return model.trace;
}

/** Everybody behaves: within the timeouts every partition has a reader, and progress is made. */
async function settle(world: World, clients: readonly Client[], model: Model): Promise<void> {
  world.log.failure = () => undefined;
  world.topics.change(() => world.topics.put("t", PARTITIONS));
  for (const client of clients) {
    client.stubborn = false;
    client.join(world);
  }
  await world.clock.advance(40_000);
  const read = clients.flatMap((client) => [...client.reading.keys()]).sort();
  expect(read, "I15: each partition has one reader").toEqual(["t/0", "t/1", "t/2", "t/3", "t/4"]);
  const shares = clients.map((client) => client.reading.size);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  expect(world.coordinator.views.describe("g").state).toBe("stable");
  for (const client of clients) for (let count = 0; count < 20; count++) client.work();
  await world.clock.advance(1_000);
  model.checkLog(world);
}

describe("a group under churn", () => {
  it(`keeps its promises for ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      await run(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      });
    }
  });

  it("does the same again for the same seed (P10)", async () => {
    expect(await run(7)).toEqual(await run(7));
  });
});
