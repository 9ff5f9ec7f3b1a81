/** Reading partitions that other brokers lead: in order, without gaps or repeats, across leaders (P2, P3). */
import { describe, expect, it } from "vitest";
import { RoutedWorld, TOPIC } from "./routed-world.ts";

const record = (value: string | Buffer) => ({ partition: 0, value: Buffer.from(value) });
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

describe("reading what another broker leads", () => {
  it("goes to the high watermark of the request", async () => {
    const world = await new RoutedWorld(1, 2).start([2]);
    await world.run(world.node(2).publish(numbers(0, 50).map(record)));
    const reading = world.node(1).read(0, false);
    await world.schedule.advance(1_000);
    expect(reading.values).toEqual(numbers(0, 50));
    expect(reading.ended).toBe(true);
  });

  it("follows, and goes on at the next leader with the next offset", async () => {
    const world = await new RoutedWorld(2, 3).start([2]);
    const reading = world.node(1).read(0, true);
    let written = 0;
    for (const leader of [2, 3, 1, 2, 3]) {
      await world.lead(0, leader);
      for (let count = 0; count < 5; count += 1) {
        await world.run(world.node(leader).publish([record(String(written++))]));
      }
    }
    await world.schedule.advance(1_000);
    expect(reading.values).toEqual(numbers(0, written));
    expect(reading.offsets).toEqual(numbers(0, written).map(Number));
    expect(reading.errors).toEqual([]);
    reading.close();
  });

  it("waits while nobody leads, and goes on when somebody does", async () => {
    const world = await new RoutedWorld(3, 2).start([2]);
    await world.run(world.node(2).publish([record("0")]));
    const reading = world.node(1).read(0, true);
    await world.schedule.advance(100);
    await world.unlead(0);
    await world.schedule.advance(20_000);
    expect(reading.errors).toEqual([]);
    await world.lead(0, 2);
    await world.run(world.node(2).publish([record("1")]));
    await world.schedule.advance(1_000);
    expect(reading.values).toEqual(["0", "1"]);
    reading.close();
  });

  it("says so where nobody leads for a minute", async () => {
    const world = await new RoutedWorld(4, 2).start([2]);
    const reading = world.node(1).read(0, true);
    await world.schedule.advance(100);
    await world.unlead(0);
    await world.schedule.advance(70_000);
    expect(reading.errors).toEqual(["NOT_LEADER"]);
    reading.close();
  });

  it("goes on where the connection breaks, in every moment of a read", async () => {
    for (let seed = 10; seed < 40; seed += 1) {
      const world = await new RoutedWorld(seed, 2).start([2]);
      const value = Buffer.alloc(20_000, "x");
      await world.run(world.node(2).publish(Array.from({ length: 200 }, () => record(value))));
      const reading = world.node(1).read(0, true);
      for (let time = 0; time < 5; time += 1) {
        await world.schedule.advance(world.random.float() * 10);
        world.network.breakBetween(1, 2);
      }
      await world.schedule.advance(2_000);
      expect(reading.offsets).toEqual(numbers(0, 200).map(Number));
      expect(reading.errors).toEqual([]);
      reading.close();
    }
  });

  it("is fed one partition by many readers over one stream, and lets it go when nobody reads", async () => {
    const world = await new RoutedWorld(5, 2).start([2]);
    await world.run(world.node(2).publish(numbers(0, 20).map(record)));
    const readings = Array.from({ length: 40 }, () => world.node(1).read(0, true));
    await world.schedule.advance(1_000);
    for (const { values } of readings) expect(values).toEqual(numbers(0, 20));
    const { readables } = world.node(1);
    const open = readables.open(TOPIC, 0);
    if (open instanceof Promise) throw new Error("it is not kept");
    for (const reading of readings) reading.close();
    await world.schedule.advance(30_000);
    expect(open.unreadable?.retriable).toBe(true);
    const opened = await world.run(Promise.resolve(readables.open(TOPIC, 0)));
    expect(opened.highWatermark).toBe(20);
  });
});
