/** `/metrics` of a real broker: it parses, names every metric of the table, and counts what happens. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { METRICS, prometheusName } from "../../src/telemetry/metric-table.ts";
import { BrokerProcess } from "./harness/broker-process.ts";
import { Http2Client } from "./support/http2-client.ts";
import { type Json, ReflectedClient } from "./support/reflected-client.ts";

const RECORDS = "/tidemark.v1.RecordService";
const rows = Object.values(METRICS);

/** A counter with labels shows up with what it counts, and nothing here does these; each has tests of its own. */
const UNUSUAL: ReadonlySet<string> = new Set([
  "tidemark.in.flight.records",
  "tidemark.redelivered.records",
  "tidemark.settled.records",
  "tidemark.expired.records",
  "tidemark.late.records",
  "tidemark.dead.lettered.records",
  "tidemark.fired.records",
  "tidemark.misfires",
  "tidemark.freed.bytes",
  "tidemark.rewritten.bytes",
  // Between brokers; this one is alone.
  "tidemark.insync.changes",
  "tidemark.peer.calls",
  "tidemark.replica.lag.bytes",
  "tidemark.replica.lag.records",
  "tidemark.replica.lag.time",
  "tidemark.replicated.bytes",
]);

let broker: BrokerProcess;
let http: Http2Client;
let grpc: ReflectedClient;
beforeAll(async () => {
  broker = await BrokerProcess.start();
  http = new Http2Client(broker.url);
  grpc = await ReflectedClient.connect(broker.address);
});
afterAll(async () => {
  http.close();
  grpc.close();
  await broker.dispose();
});

/** Prometheus text format 0.0.4, strictly: a line that is none of these is a failure. */
const COMMENT = /^# (HELP|TYPE) ([a-z_:][a-z0-9_:]*) (.+)$/;
const SAMPLE = /^([a-z_:][a-z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+)$/;

interface Scraped {
  readonly types: ReadonlyMap<string, string>;
  /** By name and labels as they stand: `name{label="value"}`. */
  readonly samples: ReadonlyMap<string, number>;
}

async function scrape(): Promise<Scraped> {
  const { headers, body } = await http.request("/metrics");
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of body.toString().trimEnd().split("\n")) {
    const comment = COMMENT.exec(line);
    if (comment !== null) {
      if (comment[1] === "TYPE") types.set(comment[2] ?? "", comment[3] ?? "");
      continue;
    }
    const sample = SAMPLE.exec(line);
    expect(sample, line).not.toBeNull();
    const value = sample?.[3] === "+Inf" ? Infinity : Number(sample?.[3]);
    expect(Number.isNaN(value), line).toBe(false);
    samples.set(`${sample?.[1]}${sample?.[2] ?? ""}`, value);
  }
  return { types, samples };
}

const post = (path: string, value: Json) => http.json("POST", path, value);
const topicPath = "/v1/topics/counted";

/** Everything that a broker counts, once. */
async function work(): Promise<void> {
  const records = `${topicPath}/records`;
  expect((await post("/v1/topics", { name: "counted" })).status).toBe(201);
  for (const value of ["one", "two", "three"]) await post(records, { value });
  expect((await post(records, { value: "x", partition: 9 })).status).toBe(404);
  expect((await post(records, { value: "x".repeat(5_000_000) })).status).toBe(413);
  const hour = { value: "x", delay: "1h" };
  for (const scheduleId of ["a", "b", "c", "d"]) await post(records, { ...hour, scheduleId });
  await post(records, { ...hour, scheduleId: "a", onConflict: "keep" });
  await http.json("DELETE", `${topicPath}/schedules/b`);
  await http.json("PATCH", `${topicPath}/schedules/c`, { delay: "2h" });
  const follow = http.lines(`${records}?follow=true&from=earliest`);
  await post(records, { value: "due", delay: 50 });
  await follow.find(({ value }) => value === "due");
  follow.stream.close();
  await follow.ended;
}

describe("/metrics", () => {
  it("counts what happens", async () => {
    const before = await scrape();
    await work();
    const { samples } = await scrape();
    const grown = (name: string) => (samples.get(name) ?? 0) - (before.samples.get(name) ?? 0);
    const counted = '{topic="counted"}';
    expect({
      produced: grown(`tidemark_produced_records_total${counted}`),
      scheduled: grown(`tidemark_scheduled_records_total${counted}`),
      released: grown(`tidemark_released_records_total${counted}`),
      duplicates: grown(`tidemark_duplicate_records_total${counted}`),
      cancelled: grown(`tidemark_cancelled_records_total${counted}`),
      rescheduled: grown(`tidemark_rescheduled_records_total${counted}`),
      consumed: grown(`tidemark_consumed_records_total${counted}`),
      pending: grown(`tidemark_pending_records${counted}`),
      unknownPartition: grown('tidemark_refused_records_total{code="UNKNOWN_PARTITION"}'),
      tooLarge: grown('tidemark_refused_records_total{code="RECORD_TOO_LARGE"}'),
      topics: grown("tidemark_topics"),
      partitions: grown("tidemark_partitions"),
      lateness: grown("tidemark_lateness_seconds_count"),
      early: samples.get("tidemark_early_records_total"),
      overdue: samples.get("tidemark_overdue_records"),
      queued: samples.get("tidemark_append_queue_bytes"),
      full: samples.get("tidemark_disk_full"),
      damaged: samples.get("tidemark_damaged_partitions"),
      build: samples.get(`tidemark_build_info{version="0.1.0",node="${process.version}"}`),
    }).toEqual({
      produced: 8,
      scheduled: 5,
      released: 1,
      duplicates: 1,
      cancelled: 1,
      rescheduled: 1,
      consumed: 4,
      pending: 3,
      unknownPartition: 1,
      tooLarge: 1,
      topics: 1,
      partitions: 1,
      lateness: 1,
      early: 0,
      overdue: 0,
      queued: 0,
      full: 0,
      damaged: 0,
      build: 1,
    });
    const nextDue = samples.get("tidemark_next_due_time_seconds") ?? 0;
    expect(Math.abs(nextDue * 1_000 - Date.now() - 3_600_000)).toBeLessThan(60_000);
    for (const name of [
      `tidemark_produced_bytes_total${counted}`,
      `tidemark_consumed_bytes_total${counted}`,
      `tidemark_log_bytes${counted}`,
      "tidemark_flush_time_seconds_count",
      "tidemark_flush_bytes_sum",
      "tidemark_flush_batches_sum",
      "tidemark_acknowledge_time_seconds_count",
      "tidemark_cache_read_bytes_total",
      'tidemark_credits_granted_bytes_total{side="consumer"}',
      'tidemark_requests_total{dialect="http",code="OK"}',
      'tidemark_process_cpu_time_seconds_total{mode="user"}',
    ])
      expect(grown(name), name).toBeGreaterThan(0);
    for (const area of ["rss", "heapUsed", "external"])
      expect(samples.get(`tidemark_process_memory_bytes{area="${area}"}`)).toBeGreaterThan(1e5);
  });

  it("shows open streams, members and credits while they last", async () => {
    const has = (field: string) => (message: Json) => message[field] !== undefined;
    const produce = grpc.bidi(`${RECORDS}/Produce`);
    produce.stream.write({ open: {} });
    const { credit } = await produce.find(has("credit"));
    const member = grpc.bidi(`${RECORDS}/Subscribe`);
    member.stream.write({ open: { group: "watched", topics: ["counted"] } });
    await member.find(has("assigned"));
    member.stream.write({ credit: { records: 10, bytes: 5_000 } });
    const follow = http.lines(`${topicPath}/records?follow=true`);
    const lines = http.lines(`${topicPath}/subscribe?group=lines`, "POST");
    lines.send({ crdit: 1 });
    await lines.find(has("error"));
    await expect
      .poll(async () => {
        const { samples } = await scrape();
        return {
          produce: samples.get('tidemark_streams{kind="produce"}'),
          fetch: samples.get('tidemark_streams{kind="fetch"}'),
          subscribe: samples.get('tidemark_streams{kind="subscribe"}'),
          groups: samples.get("tidemark_groups"),
          members: samples.get("tidemark_group_members"),
          granted: samples.get('tidemark_credits_outstanding_bytes{side="producer"}'),
          connections: samples.get("tidemark_connections"),
        };
      })
      .toEqual({
        produce: 1,
        fetch: 1,
        subscribe: 2,
        groups: 2,
        members: 2,
        granted: (credit as { bytes: number }).bytes,
        connections: 2,
      });
    const during = (await scrape()).samples;
    const outstanding = 'tidemark_credits_outstanding_bytes{side="consumer"}';
    expect(during.get(outstanding)).toBeGreaterThanOrEqual(5_000);
    expect(during.get("tidemark_exchanges")).toBeGreaterThanOrEqual(5);
    produce.stream.cancel();
    member.stream.write({ leave: {} });
    await member.status;
    follow.stream.close();
    lines.stream.close();
    await expect
      .poll(async () => {
        const { samples } = await scrape();
        const kinds = ["produce", "fetch", "subscribe"];
        return kinds.map((kind) => samples.get(`tidemark_streams{kind="${kind}"}`));
      })
      .toEqual([0, 0, 0]);
  });

  it("names every metric of the table, and the page lists them", async () => {
    const { types } = await scrape();
    const expected = rows
      .filter((row) => types.has(prometheusName(row)) || !UNUSUAL.has(row.name))
      .map((row) => [prometheusName(row), row.kind]);
    expect(Object.fromEntries(types)).toEqual(Object.fromEntries(expected));
    const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
    for (const row of rows) expect(page).toContain(`| \`${prometheusName(row)}\` |`);
  });
});
