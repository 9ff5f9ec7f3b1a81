/** What a dead letter becomes when it is put back: itself, with its history, and the same every time. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeadLetter, deadLetterHeaders } from "../../src/model/dead-letter.ts";
import { parseReplayCursor, putBack, replayCursor } from "../../src/model/dead-letter-replay.ts";
import { HEADER_DEAD_LETTER_ATTEMPTS, HEADER_TTL_MS } from "../../src/model/headers.ts";
import {
  DEAD_LETTER_ATTEMPTS_MAX,
  MESSAGE_ID_BYTES_MAX,
  RECORD_HEADERS_MAX,
} from "../../src/model/limits.ts";
import type { ConsumedRecord, RecordHeader } from "../../src/model/records.ts";

const TOPIC_ID = "a".repeat(32);

const header = (key: string, value: string): RecordHeader => ({ key, value: Buffer.from(value) });

function letterOf(from: Partial<DeadLetter> = {}, offset = 7): ConsumedRecord {
  const letter: DeadLetter = {
    topic: "orders",
    partition: 3,
    offset: 41,
    reason: "deliveries",
    to: "orders.dlq",
    key: Buffer.from("k"),
    value: Buffer.from("v"),
    headers: [header("source", "shop"), header("tidemark-message-id", "order-1")],
    timestamp: 1_000,
    group: "g",
    error: "boom",
    deliveries: 5,
    ...from,
  };
  const { key, value } = letter;
  const place = { topic: "orders.dlq", partition: 0, offset, timestamp: 2_000 };
  return { ...place, key, value, headers: deadLetterHeaders(letter, undefined, 2_000) };
}

const attemptsIn = (headers: readonly RecordHeader[] = []): Record<string, unknown>[] =>
  headers
    .filter(({ key }) => key === HEADER_DEAD_LETTER_ATTEMPTS)
    .flatMap(({ value }) => JSON.parse(Buffer.from(value).toString()) as Record<string, unknown>[]);

describe("a dead letter that is put back", () => {
  it("goes to its origin partition as it was, with what happened to it", () => {
    const { topic, record } = putBack(letterOf(), TOPIC_ID);
    expect(topic).toBe("orders");
    expect(record).toMatchObject({ partition: 3, key: Buffer.from("k"), value: Buffer.from("v") });
    expect(record.headers?.map(({ key }) => key)).toEqual(["source", HEADER_DEAD_LETTER_ATTEMPTS]);
    expect(attemptsIn(record.headers)).toEqual([
      {
        topic: "orders",
        partition: 3,
        offset: 41,
        group: "g",
        reason: "deliveries",
        error: "boom",
        deliveries: 5,
        timestamp: 1_000,
        time: 2_000,
        messageId: "order-1",
      },
    ]);
  });

  it("has one message id, whoever puts it back and however often, and not its old one", () => {
    expect(putBack(letterOf(), TOPIC_ID).record.messageId).toBe(`replay:${TOPIC_ID}:0:7`);
    expect(putBack(letterOf({}, 8), TOPIC_ID).record.messageId).toBe(`replay:${TOPIC_ID}:0:8`);
    const longest = putBack({ ...letterOf({}, 2 ** 52), partition: 1_023 }, TOPIC_ID);
    expect(Buffer.from(longest.record.messageId!).length).toBeLessThanOrEqual(MESSAGE_ID_BYTES_MAX);
  });

  it("keeps the chain of attempts over any number of lives, the latest ones", () => {
    let headers: readonly RecordHeader[] = [header("source", "shop")];
    for (let life = 0; life < DEAD_LETTER_ATTEMPTS_MAX + 4; life++) {
      const error = `failure ${life} ${"x".repeat(5_000)}`;
      headers = putBack(letterOf({ headers, offset: life, error }), TOPIC_ID).record.headers!;
    }
    const attempts = attemptsIn(headers);
    expect(attempts.map(({ offset }) => offset)).toEqual(
      Array.from({ length: DEAD_LETTER_ATTEMPTS_MAX }, (_, index) => index + 4),
    );
    expect(String(attempts[0]?.["error"])).toHaveLength(256);
    expect(headers.filter(({ key }) => key === "source")).toHaveLength(1);
  });

  it("does not expire at once by a lifetime that is over", () => {
    const { record } = putBack(letterOf({ headers: [header(HEADER_TTL_MS, "5")] }), TOPIC_ID);
    expect(record.ttlMs).toBeUndefined();
    expect(record.headers?.map(({ key }) => key)).toEqual([HEADER_DEAD_LETTER_ATTEMPTS]);
    expect(attemptsIn(record.headers)[0]?.["ttlMs"]).toBe(5);
  });

  it("never has more headers than a record may have", () => {
    const headers = Array.from({ length: RECORD_HEADERS_MAX }, (_, index) =>
      header(`h${index}`, ""),
    );
    const { record } = putBack(letterOf({ headers }), TOPIC_ID);
    // One more is the message id.
    expect(record.headers!.length + 1).toBeLessThanOrEqual(RECORD_HEADERS_MAX);
  });

  it("goes elsewhere by its key where that is asked for", () => {
    const { topic, record } = putBack(letterOf(), TOPIC_ID, "repaired");
    expect([topic, record.partition]).toEqual(["repaired", undefined]);
  });

  it("is refused where it is none, or has lost its value", () => {
    const plain = { ...letterOf(), headers: [header("source", "shop")] };
    expect(() => putBack(plain, TOPIC_ID)).toThrow(/no dead letter/);
    const cut = letterOf();
    const headers = [...cut.headers, header("tidemark-dead-letter-value-bytes", "99")];
    expect(() => putBack({ ...cut, headers }, TOPIC_ID)).toThrow(/99 bytes was left out/);
  });

  it("survives what a client may have written into its history", () => {
    for (const text of ["nonsense", "{}", "null", '"x"']) {
      const headers = [header(HEADER_DEAD_LETTER_ATTEMPTS, text)];
      expect(attemptsIn(putBack(letterOf({ headers }), TOPIC_ID).record.headers)).toHaveLength(1);
    }
  });
});

describe("the cursor of a replay", () => {
  it("says what is left, and nothing else", () => {
    const span = fc
      .tuple(fc.nat(1_023), fc.nat(1_000), fc.nat(1_000))
      .map(([partition, next, more]) => ({ partition, next, end: next + more }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
        const cursor = replayCursor(spans);
        const left = spans.filter(({ next, end }) => next < end);
        expect(cursor === undefined ? [] : parseReplayCursor(cursor)).toEqual(left);
      }),
    );
    for (const text of ["", "x", "0:1", "0:1:2,", "0:1:-2", "1e9:0:0"]) {
      expect(() => parseReplayCursor(text)).toThrow(/not one of a replay/);
    }
  });
});
