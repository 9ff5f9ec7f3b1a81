/** Proto3's JSON mapping: both ways the same message, and a sentence for what is none (P7). */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import { messageFromJson, messageToJson } from "../../../src/wire/json/protojson.ts";

const PUBLISH = "tidemark.v1.PublishRequest";

describe("proto3 JSON", () => {
  test("reads names in both spellings, integers as text or number, bytes as base64", () => {
    const json = {
      topic: "t",
      acks: "ACKS_LEADER",
      records: [
        { key: "a2V5", value: "-_8", delayMs: "5000", message_id: "m", onConflict: 1 },
        { value: null, deliverAt: 7, headers: [{ key: "h", value: "" }] },
      ],
    };
    const message = messageFromJson(PUBLISH, json) as tidemark.v1.PublishRequest;
    expect(message.acks).toBe(1);
    expect(message.records[0]).toMatchObject({ delayMs: 5_000, messageId: "m", onConflict: 1 });
    expect(Buffer.from(message.records[0]?.value ?? []).toString("hex")).toBe("fbff");
    expect(message.records[1]?.value).toBeNull();
    expect(message.records[1]?.deliverAt).toBe(7);
    const bytes = tidemark.v1.PublishRequest.encode(message).finish();
    expect(tidemark.v1.PublishRequest.decode(bytes).records).toHaveLength(2);
  });

  test.each([
    [{ topc: "t" }, /unknown field "topc"; known are: topic, records/],
    [{ topic: 5 }, /^topic must be text/],
    [{ records: {} }, /^records must be a JSON array/],
    [{ records: [{ delayMs: 1.5 }] }, /^records\[0\]\.delayMs must be an integer/],
    [{ records: [{ delayMs: "9007199254740993" }] }, /must be an integer/],
    [{ records: [{ partition: 2 ** 31 }] }, /partition must be an integer/],
    [{ records: [{ key: "a" }] }, /key is not valid base64/],
    [{ records: [{ key: "a*==" }] }, /key is not valid base64/],
    [{ acks: "SOME" }, /acks must be one of ACKS_ALL/],
    [{ topic: "a", acks: 9 }, /acks must be one of/],
    [[], /^the request must be a JSON object/],
    ["x", /must be a JSON object/],
  ])("refuses %j", (json, sentence) => {
    expect(() => messageFromJson(PUBLISH, json)).toThrow(sentence);
  });

  test("refuses two of a oneof, and a name given in both spellings", () => {
    const position = { to: { offset: 1, earliest: true } };
    expect(() => messageFromJson("tidemark.v1.ResetOffsetsRequest", position)).toThrow(
      /to\.earliest and offset are both given/,
    );
    const twice = { records: [{ messageId: "a", message_id: "b" }] };
    expect(() => messageFromJson(PUBLISH, twice)).toThrow(/given twice/);
  });

  test("prints what it reads", () => {
    const result = fc.record({
      partition: fc.nat(),
      offset: fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER }),
      duplicate: fc.boolean(),
      scheduled: fc.option(fc.record({ id: fc.string(), deliverAt: fc.nat() })),
    });
    fc.assert(
      fc.property(fc.array(result, { maxLength: 4 }), (results) => {
        const type = "tidemark.v1.PublishResponse";
        const json = messageToJson(type, { results });
        expect(typeof (json["results"] as { offset: unknown }[])[0]?.offset).toBe(
          results.length === 0 ? "undefined" : "string",
        );
        const read = messageFromJson(type, JSON.parse(JSON.stringify(json)) as unknown);
        expect(messageToJson(type, read)).toEqual(json);
      }),
    );
  });

  test("prints zeros, lists and enums by name; leaves out what is absent", () => {
    expect(messageToJson("tidemark.v1.Group", { name: "g", mode: 1 })).toEqual({
      name: "g",
      mode: "GROUP_MODE_STREAM",
      state: "",
      generation: 0,
      members: [],
      partitions: [],
    });
    expect(messageToJson("tidemark.v1.Topic", { config: { a: "1" } })).toMatchObject({
      config: { a: "1" },
      pending: "0",
    });
  });

  test("never lets a hostile name through to a prototype", () => {
    const hostile = JSON.parse('{"__proto__": {"topic": "x"}}') as unknown;
    expect(() => messageFromJson(PUBLISH, hostile)).toThrow(/unknown field "__proto__"/);
    expect(() => messageFromJson(PUBLISH, { constructor: 1 })).toThrow(/unknown field/);
  });
});
