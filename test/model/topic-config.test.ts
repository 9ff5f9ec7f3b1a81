import { describe, expect, test } from "vitest";
import {
  parseTopicSetting,
  TOPIC_SETTINGS,
  type TopicSetting,
  withTopicDefaults,
} from "../../src/model/topic-config.ts";

const value = (name: string, given: unknown) => parseTopicSetting(name, given).value;

describe("topic settings", () => {
  test("numbers come as numbers or as text, durations and sizes also with their unit", () => {
    expect(value("retentionMs", 3_600_000)).toBe(3_600_000);
    expect(value("retentionMs", "3600000")).toBe(3_600_000);
    expect(value("retentionMs", " 7d ")).toBe(7 * 86_400_000);
    expect(value("retentionBytes", "1 GiB")).toBe(2 ** 30);
    expect(value("minInsyncReplicas", "2")).toBe(2);
  });

  test("−1 only where it means something", () => {
    expect(value("retentionMs", -1)).toBe(-1);
    expect(value("retentionBytes", "-1")).toBe(-1);
    expect(() => value("segmentMs", -1)).toThrow(/segmentMs = -1: want a whole number of ms/);
    expect(() => value("segmentMs", "-1")).toThrow(/INVALID_CONFIG|want a whole number/);
  });

  test("choices and topic names are checked, and the error says what may be given", () => {
    expect(value("cleanupPolicy", "compact, delete")).toBe("compact,delete");
    expect(value("deadLetterTopic", "orders.failed")).toBe("orders.failed");
    expect(() => value("latePolicy", "ignore")).toThrow(
      'latePolicy = "ignore": want one of "release", "drop", "deadLetter"',
    );
    expect(() => value("deadLetterTopic", "a/b")).toThrow(/want a topic name/);
    expect(() => value("latePolicy", 1)).toThrow(/latePolicy = 1/);
  });

  test("Kafka's names are taken and stored under ours", () => {
    expect(parseTopicSetting("cleanup.policy", "compact")).toEqual({
      name: "cleanupPolicy",
      value: "compact",
    });
    expect(parseTopicSetting("retention.ms", "60000").name).toBe("retentionMs");
  });

  test("what is no setting is refused, also what every object has", () => {
    for (const name of ["retention", "toString", "__proto__", ""]) {
      expect(() => parseTopicSetting(name, 1)).toThrow(
        /is no topic setting; there are segmentBytes/,
      );
    }
  });

  test.each([undefined, null, {}, [], true, Number.NaN, 1.5, "", "x", "1e400", Infinity])(
    "%j is no number",
    (given) => {
      for (const name of ["retentionMs", "retentionBytes", "minInsyncReplicas"]) {
        expect(() => value(name, given)).toThrow(/want a whole number/);
      }
    },
  );

  test("every default is a value that the setting takes, and what was set stays", () => {
    for (const [name, setting] of Object.entries(TOPIC_SETTINGS as Record<string, TopicSetting>)) {
      if (setting.default !== undefined) {
        expect(value(name, setting.default)).toBe(setting.default);
      }
    }
    expect(withTopicDefaults({ retentionMs: 60_000 })).toMatchObject({
      retentionMs: 60_000,
      latePolicy: "release",
      dedupWindowMs: 7 * 86_400_000,
    });
    expect(withTopicDefaults({})).not.toHaveProperty("segmentBytes");
  });
});
