/** JSON schemas of the bodies, for /openapi.json. */
import { MOVES_AT_ONCE_MAX } from "../../model/cluster-limits.ts";
import { DEAD_LETTER_REPLAY_MAX, REPLICAS_MAX } from "../../model/limits.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const brokerId = { type: "integer", minimum: 0 };
const partition = { type: "integer", minimum: 0 };
const instant = {
  description: "ISO 8601 with a zone, or epoch milliseconds",
  oneOf: [{ type: "string", format: "date-time" }, integer],
};
const duration = {
  description: "Milliseconds, or text such as 90s or 1h30m",
  oneOf: [text, integer],
};
const base64 = { type: "string", contentEncoding: "base64" };

const record = {
  type: "object",
  additionalProperties: false,
  properties: {
    key: text,
    keyBase64: base64,
    value: { description: "Text, any JSON, or null for a tombstone" },
    valueBase64: base64,
    headers: {
      type: "object",
      description: 'Text, {"base64"}, or an array of these to repeat a header',
      additionalProperties: true,
    },
    partition,
    messageId: text,
    deliverAt: instant,
    delay: duration,
    scheduleId: text,
    onConflict: { type: "string", enum: ["reject", "replace", "keep"] },
    ttl: duration,
    timestamp: instant,
  },
};

const config = { type: "object", additionalProperties: true };

export const schemas = {
  record,
  recordsIn: { oneOf: [record, { type: "array", items: record }] },
  topicIn: {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    properties: { name: text, partitions: integer, replicationFactor: integer, config },
  },
  topicChange: {
    type: "object",
    additionalProperties: false,
    properties: { partitions: integer, config },
  },
  rebalance: {
    type: "object",
    additionalProperties: false,
    properties: {
      drain: { type: "array", items: brokerId },
      replicationFactor: { type: "integer", minimum: 1, maximum: REPLICAS_MAX },
      dryRun: { type: "boolean" },
      atOnce: { type: "integer", minimum: 1, maximum: MOVES_AT_ONCE_MAX },
    },
  },
  drainBroker: {
    type: "object",
    additionalProperties: false,
    required: ["broker"],
    properties: { broker: brokerId, cancel: { type: "boolean" } },
  },
  removeBroker: {
    type: "object",
    additionalProperties: false,
    required: ["broker"],
    properties: { broker: brokerId },
  },
  acceptLoss: {
    type: "object",
    additionalProperties: false,
    required: ["topic", "partition"],
    properties: {
      topic: text,
      partition,
      leader: brokerId,
      loseRecords: {
        type: "boolean",
        description: "Without it nothing is changed: the answer says who has what",
      },
    },
  },
  nothing: { type: "object", additionalProperties: false },
  deleteRecords: {
    type: "object",
    additionalProperties: false,
    required: ["partition", "before"],
    properties: { partition, before: integer },
  },
  reschedule: {
    type: "object",
    additionalProperties: false,
    properties: { deliverAt: instant, delay: duration, paused: { type: "boolean" } },
  },
  recurring: {
    type: "object",
    additionalProperties: false,
    required: ["record"],
    properties: {
      cron: {
        type: "string",
        description: "Five fields, six with seconds, @daily and its like, or @every 90s",
      },
      every: duration,
      timeZone: { type: "string", description: "IANA name; UTC unless given" },
      start: instant,
      end: { ...instant, description: `${instant.description}; exclusive` },
      maxCount: { type: "integer", minimum: 1 },
      misfire: { type: "string", enum: ["fireOnce", "skip", "fireAll"] },
      paused: { type: "boolean" },
      partition,
      record: {
        type: "object",
        additionalProperties: false,
        properties: {
          key: text,
          keyBase64: base64,
          value: record.properties.value,
          valueBase64: base64,
          headers: record.properties.headers,
          ttl: duration,
        },
      },
    },
  },
  resetOffsets: {
    type: "object",
    additionalProperties: false,
    description: "One of to, shift and offsets",
    properties: {
      topic: text,
      partitions: { type: "array", items: partition },
      to: { description: 'earliest, latest, a time, {"offset"} or {"timestamp"}' },
      shift: { type: "integer", description: "So many offsets forwards; below 0 backwards" },
      offsets: {
        type: "array",
        items: { type: "object", properties: { topic: text, partition, offset: integer } },
      },
      force: { type: "boolean" },
      dryRun: { type: "boolean" },
    },
  },
  replay: {
    type: "object",
    additionalProperties: false,
    properties: {
      partition,
      from: { description: 'earliest, a time, {"offset"} or {"timestamp"}' },
      until: { description: "Exclusive; default: what is there now" },
      limit: { type: "integer", minimum: 1, maximum: DEAD_LETTER_REPLAY_MAX },
      to: { type: "string", description: "Another topic than where they came from" },
      cursor: { type: "string", description: "What an earlier answer said, to go on" },
    },
  },
  putGroup: {
    type: "object",
    additionalProperties: false,
    properties: {
      mode: { type: "string", enum: ["stream", "queue"] },
      ackTimeoutMs: duration,
      deliveriesMax: integer,
      retryBackoffMs: duration,
      retryBackoffMaxMs: duration,
      deadLetterTopic: text,
      keyOrder: { type: "boolean" },
    },
  },
  subscribeLine: {
    oneOf: [
      { type: "object", properties: { credit: integer }, required: ["credit"] },
      { type: "object", properties: { commit: text }, required: ["commit"] },
      { type: "object", properties: { ack: text }, required: ["ack"] },
      {
        type: "object",
        properties: { nack: text, delay: duration, reason: text },
        required: ["nack"],
      },
      { type: "object", properties: { extend: text }, required: ["extend"] },
    ],
  },
  error: {
    type: "object",
    properties: {
      error: {
        type: "object",
        required: ["code", "message", "retriable"],
        properties: { code: text, message: text, retriable: { type: "boolean" } },
      },
      line: integer,
    },
  },
} as const;
