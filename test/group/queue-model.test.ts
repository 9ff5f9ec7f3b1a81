/**
 * A queue group against the plainest model of it: any sequence of publishing, consuming, rejecting,
 * waiting, crashing and failing writes keeps Q1 to Q8, and once it is quiet everything is settled.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QUEUE_CREDITS_MAX } from "../../src/model/limits.ts";
import { QUEUE_DEFAULTS } from "../../src/model/queue-settings.ts";
import { QueueFixture } from "./queue-fixture.ts";
import { QueueModel } from "./queue-model.ts";

const PARTITIONS = 2;
const CONSUMERS = 3;
const nat = (max: number) => fc.nat({ max });

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant("publish" as const), nat(PARTITIONS - 1), nat(9)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("join" as const), nat(CONSUMERS - 1), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("leave" as const), nat(CONSUMERS - 1), nat(0)) },
  { weight: 5, arbitrary: fc.tuple(fc.constant("credit" as const), nat(CONSUMERS - 1), nat(12)) },
  { weight: 6, arbitrary: fc.tuple(fc.constant("ack" as const), nat(CONSUMERS - 1), nat(99)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("nack" as const), nat(CONSUMERS - 1), nat(99)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("extend" as const), nat(CONSUMERS - 1), nat(99)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("wait" as const), nat(0), nat(2_000)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("draft" as const), nat(0), nat(0)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("written" as const), nat(0), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("full" as const), nat(0), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("crash" as const), nat(1), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("bury" as const), nat(1), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("clean" as const), nat(PARTITIONS - 1), nat(99)) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

class Run {
  readonly fixture: QueueFixture;
  readonly model: QueueModel;
  readonly #sessions: (number | undefined)[] = Array.from({ length: CONSUMERS });
  #lastSession = 0;

  constructor(keyOrder: boolean, randoms: readonly number[]) {
    const settings = { ackTimeoutMs: 1_500, deliveriesMax: 3, retryBackoffMs: 400, keyOrder };
    this.fixture = new QueueFixture(PARTITIONS, settings);
    this.model = new QueueModel(this.fixture, { ...QUEUE_DEFAULTS, ...settings });
    let drawn = 0;
    this.fixture.random = () => randoms[drawn++ % randoms.length]!;
  }

  apply([name, who, what]: Operation): void {
    const { fixture, model } = this;
    const session = this.#sessions[who];
    const held = session === undefined ? [] : model.heldBy(session);
    const record = held[what % Math.max(held.length, 1)];
    switch (name) {
      case "publish":
        return this.#publish(who, what);
      case "join":
        if (session === undefined) this.join(who);
        return;
      case "leave":
        return this.#leave(who);
      case "credit":
        return this.credit(who, what);
      case "ack":
        if (record === undefined) return;
        model.acked(record);
        return this.#say(session!, "ack", record);
      case "nack": {
        if (record === undefined) return;
        const delayMs = what % 3 === 0 ? what * 10 : undefined;
        model.returned(record, delayMs);
        return this.#say(session!, "nack", record, delayMs);
      }
      case "extend":
        if (record === undefined) return;
        record.deadlineMs = fixture.nowMs + model.settings.ackTimeoutMs;
        return this.#say(session!, "extend", record);
      case "wait":
        return this.wait(what);
      case "draft":
        return fixture.draft();
      case "written":
        return this.write();
      case "full":
        return fixture.notWritten();
      case "crash":
        return this.#crash(who === 1);
      case "bury":
        fixture.burialFails = who === 1;
        return;
      case "clean":
        return this.#clean(who, what);
    }
  }

  join(who: number): void {
    const session = (this.#sessions[who] = ++this.#lastSession);
    const member = { session, memberId: `m${who}`, clientId: "", address: "" };
    this.fixture.step({ kind: "join", ...member, topics: ["t"], start: "earliest" });
  }

  credit(who: number, records: number): void {
    const session = this.#sessions[who];
    if (session === undefined) return;
    const credit = this.model.credits.get(session) ?? 0;
    this.model.credits.set(session, Math.min(credit + records, QUEUE_CREDITS_MAX));
    this.fixture.step({ kind: "credit", session, records, bytes: 1_000_000 });
  }

  wait(ms: number): void {
    this.model.timesOut(this.fixture.nowMs + ms);
    this.fixture.advance(ms);
  }

  write(): void {
    if (this.fixture.isWriting) this.model.written();
    this.fixture.written();
    this.fixture.settle();
  }

  /** Everybody works, nothing fails: all of it has to come to an end. */
  heal(): void {
    this.fixture.burialFails = false;
    for (let round = 0; round < 60; round++) {
      for (let who = 0; who < CONSUMERS; who++) {
        if (this.#sessions[who] === undefined) this.join(who);
        this.credit(who, 50);
        const session = this.#sessions[who]!;
        for (const record of this.model.heldBy(session)) {
          this.model.acked(record);
          this.#say(session, "ack", record);
        }
      }
      this.fixture.draft();
      this.write();
      this.wait(500);
    }
  }

  #publish(partition: number, what: number): void {
    const key = what < 6 ? what % 3 : undefined;
    const visible = what !== 9;
    // Far apart: more than one chunk.
    const hole = Array.from({ length: what === 8 ? 1_100 : 0 }, () => ({ visible: false }));
    this.fixture.publish(partition, ...hole);
    const offset = this.fixture.stored[partition]!.length;
    if (visible) this.model.published(partition, offset, key);
    this.fixture.publish(partition, { key, visible });
  }

  #leave(who: number): void {
    const session = this.#sessions[who];
    if (session === undefined) return;
    this.#sessions[who] = undefined;
    this.model.left(session);
    this.fixture.step({ kind: "leave", session });
  }

  #say(
    session: number,
    verb: "ack" | "nack" | "extend",
    { partition, offset }: { readonly partition: number; readonly offset: number },
    delayMs?: number,
  ): void {
    const records = [{ topic: "t", partition, offset }];
    this.fixture.step({ kind: "settle", session, ticket: 1, verb, records, delayMs });
  }

  #crash(compacted: boolean): void {
    this.#sessions.fill(undefined);
    this.model.crashed();
    this.fixture.restart(compacted);
  }

  #clean(partition: number, what: number): void {
    const open = [...this.model.records.values()].filter(
      (each) => each.partition === partition && each.holder === undefined && !each.end,
    );
    const record = open[what % Math.max(open.length, 1)];
    if (record === undefined) return;
    this.fixture.stored[partition]![record.offset]!.gone = true;
    record.cleaned = true;
  }
}

function run(keyOrder: boolean) {
  const randoms = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  });
  const operations = fc.array(operation, { maxLength: 150, size: "max" });
  const property = fc.property(operations, randoms, (all, chances) => {
    const world = new Run(keyOrder, chances);
    for (const each of all) world.apply(each);
    world.heal();
    const open = [...world.model.records.values()].filter((each) => !each.end && !each.cleaned);
    expect(open, "never settled").toEqual([]);
    expect(world.fixture.group.unsettledCount).toBe(0);
    for (const partition of world.fixture.group.partitions()) {
      expect(partition.lag).toBe(0);
      const { topicId, partition: number } = partition;
      expect([...world.fixture.images.get("g")!.chunks(topicId, number)]).toEqual([]);
    }
  });
  fc.assert(property, { numRuns: 300 });
}

describe("a queue group and its model", () => {
  it("keeps its promises", () => run(false));
  it("keeps its promises with key order", () => run(true));
});
