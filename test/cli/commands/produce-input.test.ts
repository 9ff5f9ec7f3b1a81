/** What a line of the input says of a record. */
import { describe, expect, it } from "vitest";
import { lineFormatOf } from "../../../src/cli/commands/produce-input.ts";

const bytes = (text: string) => Buffer.from(text);

describe("a line of the input", () => {
  it("is a value", () => {
    expect(lineFormatOf("value", "\t")('{"a": 1}')).toEqual({ value: '{"a": 1}' });
  });

  it("is a key and a value, with a separator of any length", () => {
    const format = lineFormatOf("key-value", "::");
    expect(format("k::v::w")).toEqual({ key: "k", value: "v::w" });
    expect(format("alone")).toEqual({ value: "alone" });
    expect(format("::v")).toEqual({ key: "", value: "v" });
  });

  it("is a record as over HTTP", () => {
    const format = lineFormatOf("json", "");
    expect(format('{"key":"k","value":{"total": 12.50},"delay":"90s","ttl":"1h"}')).toMatchObject({
      key: bytes("k"),
      value: bytes('{"total":12.50}'),
      headers: [["content-type", bytes("application/json")]],
      delayMs: 90_000,
      ttlMs: 3_600_000,
    });
    expect(format("   ")).toBeUndefined();
  });

  it("is a record that was consumed, which gets a place of its own and keeps its time", () => {
    const consumed =
      '{"topic":"t","partition":3,"offset":9,"timestamp":1700000000000,"key":null,"value":"v",' +
      '"headers":{"a":"b"},"scheduled":{"offset":1,"deliverAt":1700000000000}}';
    expect(lineFormatOf("json", "")(consumed)).toMatchObject({
      value: bytes("v"),
      partition: undefined,
      timestamp: 1_700_000_000_000,
      headers: [["a", bytes("b")]],
      deliverAt: undefined,
    });
  });

  it.each(["nonsense", "[]", '{"valu":1}', '{"key":"k"}', '{"value":"v","partition":-1}'])(
    "%s is none",
    (text) => expect(() => lineFormatOf("json", "")(text)).toThrow(/./),
  );

  it("is of no other format", () => {
    expect(() => lineFormatOf("xml", "")).toThrow(/--format xml/);
  });
});
