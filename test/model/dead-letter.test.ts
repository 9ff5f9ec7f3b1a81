/** Names, ids and headers of dead letters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DeadLetter,
  deadLetterHeaders,
  deadLetterMessageId,
  deadLetterTopicOf,
} from "../../src/model/dead-letter.ts";
import { DEAD_LETTER_HEADERS } from "../../src/model/headers.ts";
import { MESSAGE_ID_BYTES_MAX, RECORD_HEADERS_MAX } from "../../src/model/limits.ts";
import { isTopicName } from "../../src/model/names.ts";
import type { RecordHeader } from "../../src/model/records.ts";

const LETTER: DeadLetter = {
  topic: "orders",
  partition: 3,
  offset: 41,
  reason: "deliveries",
  to: "orders.dlq",
  key: Buffer.from("k"),
  value: Buffer.from("v"),
  headers: [],
  timestamp: 1_000,
  group: "g",
  error: "boom",
  deliveries: 5,
  firstDeliveryMs: 900,
};

const texts = (headers: readonly RecordHeader[]): [string, string][] =>
  headers.map(({ key, value }) => [key, Buffer.from(value).toString()]);

describe("the dead-letter topic of a topic", () => {
  it.each([
    ["orders", undefined, "orders.dlq"],
    ["orders", "", "orders.dlq"],
    ["orders", "lost", "lost"],
    ["orders.dlq", undefined, undefined],
    ["orders.dlq", "lost", "lost"],
    ["lost", "lost", undefined],
  ])("of %s with %s is %s", (topic, configured, expected) => {
    expect(deadLetterTopicOf(topic, configured)).toBe(expected);
  });

  it("is a name that a topic may have, and another one for another topic", () => {
    const long = (end: string) => deadLetterTopicOf("t".repeat(247) + end)!;
    expect(isTopicName(long("a"))).toBe(true);
    expect(isTopicName(deadLetterTopicOf("t".repeat(245))!)).toBe(true);
    expect(long("a")).not.toBe(long("b"));
  });
});

describe("a dead letter's message id", () => {
  it("names the record, and the group that gave up on it", () => {
    const { group: _, ...late } = LETTER;
    expect(deadLetterMessageId(LETTER)).toBe("g:orders:3:41");
    expect(deadLetterMessageId(late)).toBe("orders:3:41");
  });

  it("has room for the longest names", () => {
    const id = deadLetterMessageId({
      ...LETTER,
      group: "g".repeat(255),
      topic: "t".repeat(249),
      partition: 2 ** 31 - 1,
      offset: Number.MAX_SAFE_INTEGER,
    });
    expect(id.length).toBeLessThanOrEqual(MESSAGE_ID_BYTES_MAX);
  });
});

describe("a dead letter's headers", () => {
  it("say where it came from, and keep its own", () => {
    const own = [{ key: "source", value: Buffer.from("shop") }];
    expect(texts(deadLetterHeaders({ ...LETTER, headers: own }, "id", 2_000))).toEqual([
      ["source", "shop"],
      ["tidemark-dead-letter-topic", "orders"],
      ["tidemark-dead-letter-topic-id", "id"],
      ["tidemark-dead-letter-partition", "3"],
      ["tidemark-dead-letter-offset", "41"],
      ["tidemark-dead-letter-group", "g"],
      ["tidemark-dead-letter-reason", "deliveries"],
      ["tidemark-dead-letter-error", "boom"],
      ["tidemark-dead-letter-deliveries", "5"],
      ["tidemark-dead-letter-first-delivery", "900"],
      ["tidemark-dead-letter-timestamp", "1000"],
      ["tidemark-dead-letter-time", "2000"],
    ]);
  });

  it("keep what the broker would act on under another name", () => {
    const names = ["tidemark-message-id", "tidemark-schedule-id", "tidemark-ttl-ms"];
    const broker = ["tidemark-on-conflict", "tidemark-scheduled-offset"];
    const own = [...names, ...broker].map((key) => ({ key, value: Buffer.from("x") }));
    const kept = texts(deadLetterHeaders({ ...LETTER, headers: own }, "id", 0)).slice(
      0,
      names.length,
    );
    expect(kept).toEqual([
      [DEAD_LETTER_HEADERS.messageId, "x"],
      [DEAD_LETTER_HEADERS.scheduleId, "x"],
      [DEAD_LETTER_HEADERS.ttlMs, "x"],
    ]);
  });

  it("name one origin, also of a record that was a dead letter before", () => {
    const first = deadLetterHeaders(LETTER, "id", 2_000);
    const again = deadLetterHeaders(
      { ...LETTER, headers: first, offset: 99, group: "h" },
      "id",
      3_000,
    );
    const offsets = texts(again).filter(([key]) => key === DEAD_LETTER_HEADERS.offset);
    expect(offsets).toEqual([[DEAD_LETTER_HEADERS.offset, "99"]]);
    expect(again).toHaveLength(first.length);
  });

  it("are never more than a record may have, two to come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: RECORD_HEADERS_MAX }), (count) => {
        const own = Array.from({ length: count }, (_, index) => ({
          key: `h${index}`,
          value: Buffer.alloc(0),
        }));
        const headers = deadLetterHeaders({ ...LETTER, headers: own }, "id", 0);
        const lost = own.length + 11 - headers.length;
        return headers.length <= RECORD_HEADERS_MAX - 2 && lost === Math.max(count - 115, 0);
      }),
    );
  });

  it("cut an error text that has no end", () => {
    const headers = deadLetterHeaders({ ...LETTER, error: "x".repeat(1_000_000) }, "id", 0);
    const error = headers.find(({ key }) => key === DEAD_LETTER_HEADERS.error);
    expect(error?.value.length).toBe(2_048);
  });
});
