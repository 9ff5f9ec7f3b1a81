/** curl against a real broker: bytes in are bytes out; a group's readers page through a topic (P9). */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { curl } from "../transport/support/curl.ts";

let broker: BrokerProcess;
beforeAll(async () => {
  broker = await BrokerProcess.start();
});
afterAll(() => broker.dispose());

const JSON_TYPE = ["-H", "content-type: application/json", "-d"];

async function createTopic(name: string, partitions: number): Promise<string> {
  const topic = JSON.stringify({ name, partitions });
  const made = await curl([`${broker.url}/v1/topics`, ...JSON_TYPE, topic]);
  expect(made.status).toBe(201);
  return `${broker.url}/v1/topics/${name}/records`;
}

describe("a real broker", () => {
  test("gives back values byte for byte", async () => {
    const records = await createTopic("bytes", 1);
    const values = Array.from({ length: 5_000 }, (_, index) => `{"n": ${index}, "t":"grün"}\r\n`);
    const input = `${values.join("")}\n\u0000\n`;
    const upload = await curl(["-T", "-", `${records}?format=value`], input);
    expect(upload.lines).toHaveLength(5_002);
    const back = await curl([`${records}?format=value`]);
    expect(back.body).toBe(input);
  });

  test("lets readers of a group page through all partitions, each record once", async () => {
    const records = await createTopic("pages", 4);
    const lines = Array.from(
      { length: 40 },
      (_, index) => `{"key":"${index}","value":"${index}"}\n`,
    );
    await curl(["-T", "-", records], lines.join(""));
    const seen: string[] = [];
    for (let page = 0; page < 6; page++) {
      const read = await curl([`${records}?group=g&limit=9`]);
      seen.push(...read.lines.map(({ text }) => (JSON.parse(text) as { value: string }).value));
    }
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
  });

  test("answers a missing topic alike in every dialect", async () => {
    const { url } = broker;
    const codes = await Promise.all([
      curl([`${url}/v1/topics/none`]),
      curl(["-T", "-", `${url}/v1/topics/none/records`], '{"value":1}\n'),
      curl([`${url}/v1/topics/none/records?follow=true`]),
      curl([`${url}/tidemark.v1.TopicService/DescribeTopic`, ...JSON_TYPE, '{"name":"none"}']),
    ]);
    expect(codes.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    for (const { body } of codes) expect(body).toMatch(/UNKNOWN_TOPIC/);
  });
});
