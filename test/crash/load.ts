/**
 * Clients of a broker that keeps dying. Each writes down what it intends before it sends it, and what
 * became of it: acknowledged with an offset, refused, or unknown where the connection broke first.
 */
import { type Producer, Tidemark, TidemarkError } from "@tidemark/client";
import type { Sent } from "../sim/broker/oracle.ts";
import type { SimRandom } from "../sim/platform/sim-random.ts";
import { ConnectionLost, HttpClient, type LineStream } from "../system/harness/http-client.ts";
import { until } from "../system/harness/until.ts";
import { type Checker, Follower, type RecordLine, seenIn, seenInLine } from "./checker.ts";

/** Due times lie around now and around the next kill. */
const DUE_EARLIEST_MS = -50;
const DUE_LATEST_MS = 1_500;
/** What each client may have unanswered: enough to keep group commits busy. */
const WINDOW = 24;
/** No broker lives longer than a whole run. */
const LIFE_MAX_MS = 3_600_000;

export interface Ground {
  readonly checker: Checker;
  readonly random: SimRandom;
  readonly partitions: number;
  /** Where the broker is now; undefined while it is down. */
  url(): string | undefined;
  stopping(): boolean;
}

interface Intent {
  readonly sent: Sent;
  readonly deliverAt: number | undefined;
}

function intend(ground: Ground, random: SimRandom, scheduledShare: number): Intent {
  const { checker, partitions } = ground;
  const deliverAt = random.chance(scheduledShare)
    ? Date.now() + random.int(DUE_EARLIEST_MS, DUE_LATEST_MS)
    : undefined;
  const partition = random.int(0, partitions);
  return { sent: checker.oracle.send(checker.nextValue(), partition, deliverAt), deliverAt };
}

/** An idempotent producer of the SDK: rides over every kill, and nothing it sends is lost or twice. */
export async function produceBySdk(ground: Ground, producer: Producer, share: number) {
  const { checker } = ground;
  const random = ground.random.stream(`sdk ${share}`);
  const open = new Set<Promise<void>>();
  const sendOne = (): Promise<void> => {
    const { sent, deliverAt } = intend(ground, random, share);
    const { value, partition } = sent;
    const message = { topic: checker.topic, value, partition, deliverAt };
    return producer.send(message).then(
      ({ offset }) => checker.guard(() => checker.oracle.acknowledged(sent, offset)),
      (error: TidemarkError) => {
        sent.outcome = "unknown";
        checker.fail(new Error(`an idempotent send failed: ${error.code}`, { cause: error }));
      },
    );
  };
  while (!ground.stopping()) {
    const one = sendOne().finally(() => open.delete(one));
    open.add(one);
    if (open.size >= WINDOW) await Promise.race(open);
  }
  await Promise.all(open);
}

/** What runs on a connection of its own, made anew for each life of the broker. */
async function inEachLife(ground: Ground, live: (client: HttpClient) => Promise<void>) {
  while (!ground.stopping()) {
    const url = await until("a broker", () => ground.url() ?? (ground.stopping() ? "" : undefined));
    if (url === "") return;
    const client = new HttpClient(url);
    try {
      await live(client);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) ground.checker.fail(error);
    }
    client.close();
    await until("the death", () => ground.url() !== url || ground.stopping(), LIFE_MAX_MS);
  }
}

interface ResultLine {
  readonly partition?: number;
  readonly offset?: number;
  readonly error?: { readonly code: string };
}

/** One upload that lasts a life: a line out, a line back, in order. */
export function produceLines(ground: Ground, name: string, share: number): Promise<void> {
  const { checker } = ground;
  const random = ground.random.stream(`lines ${name}`);
  return inEachLife(ground, async (client) => {
    const open: Sent[] = [];
    const fill = (): void => {
      if (ground.stopping()) return lines.end();
      while (open.length < WINDOW) {
        const { sent, deliverAt } = intend(ground, random, share);
        open.push(sent);
        lines.write({ value: sent.value, partition: sent.partition, deliverAt });
      }
    };
    const lines: LineStream = client.lines("PUT", `/v1/topics/${checker.topic}/records`, (line) => {
      const { offset, error } = line as ResultLine;
      const sent = open.shift();
      if (sent === undefined) return checker.fail(new Error(`a result for nothing: ${offset}`));
      if (error !== undefined) sent.outcome = "refused";
      else checker.guard(() => checker.oracle.acknowledged(sent, offset ?? -1));
      fill();
    });
    fill();
    try {
      await lines.ended;
    } finally {
      for (const sent of open) sent.outcome = "unknown";
    }
  });
}

/** Cancels and reschedules what waits, each record once at a time. */
export function changeMinds(ground: Ground, name: string): Promise<void> {
  const random = ground.random.stream(`minds ${name}`);
  return inEachLife(ground, async (client) => {
    while (!ground.stopping()) {
      const sent = await until(
        "something that waits",
        () => somePending(ground, random) ?? (ground.stopping() || ground.url() === undefined),
      );
      if (sent === true) return;
      if (random.chance(0.5)) await cancel(ground.checker, client, sent);
      else await move(ground.checker, client, sent, random);
    }
  });
}

const CANDIDATES = 300;

function somePending({ checker }: Ground, random: SimRandom): Sent | undefined {
  const { oracle } = checker;
  const candidates = oracle
    .latest(CANDIDATES)
    .filter((sent) => oracle.isWaiting(sent) && sent.openMoves === 0);
  return candidates.length === 0 ? undefined : random.pick(candidates);
}

const pathOf = ({ topic }: Checker, { partition, offset }: Sent): string =>
  `/v1/topics/${topic}/schedules/${partition}:${offset}`;

async function cancel(checker: Checker, client: HttpClient, sent: Sent): Promise<void> {
  const change = checker.oracle.cancel(sent);
  const answer = await client.request("DELETE", pathOf(checker, sent));
  checker.guard(() => {
    checker.oracle.wall(Date.now());
    if (answer.status < 300) change.done();
    else if (tooLate(answer.text)) change.refused();
    else throw new Error(`cancel: ${answer.status} ${answer.text}`);
  });
}

async function move(checker: Checker, client: HttpClient, sent: Sent, random: SimRandom) {
  const deliverAt = Date.now() + random.int(DUE_EARLIEST_MS, DUE_LATEST_MS);
  const move = checker.oracle.move(sent, deliverAt);
  const answer = await client.request("PATCH", pathOf(checker, sent), { deliverAt });
  checker.guard(() => {
    checker.oracle.wall(Date.now());
    if (answer.status < 300) move.done();
    else if (tooLate(answer.text)) move.refused();
    else throw new Error(`reschedule: ${answer.status} ${answer.text}`);
  });
}

const tooLate = (text: string): boolean => /"(ALREADY_RELEASED|UNKNOWN_SCHEDULE)"/.test(text);

/** A reader of the SDK from the first record on: it finds its way back after every kill. */
export async function followBySdk(ground: Ground, tidemark: Tidemark, signal: AbortSignal) {
  const follower = new Follower(ground.checker, "the SDK's reader");
  const reader = tidemark.consumer({ topic: ground.checker.topic, from: "earliest", signal });
  try {
    for await (const record of reader) follower.see(seenIn(record));
  } catch (error) {
    if (!(error instanceof TidemarkError && error.code === "CANCELLED")) ground.checker.fail(error);
  }
  return follower.count;
}

/** A reader of lines that begins each life at its end. */
export function followLines(ground: Ground): Promise<void> {
  const path = `/v1/topics/${ground.checker.topic}/records?follow=true&from=latest`;
  return inEachLife(ground, async (client) => {
    const follower = new Follower(ground.checker, "the reader of lines");
    const lines = client.lines("GET", path, (line) => follower.see(seenInLine(line as RecordLine)));
    lines.end();
    const dead = (): boolean => lines.stream.destroyed;
    await until("the end", () => dead() || ground.stopping(), LIFE_MAX_MS);
  });
}

/** A member of a group; what it commits may not go back (P9). */
export async function consumeInGroup(
  ground: Ground,
  tidemark: Tidemark,
  group: string,
  signal: AbortSignal,
): Promise<void> {
  const { topic } = ground.checker;
  const options = { group, topics: topic, from: "earliest", commitIntervalMs: 50, signal } as const;
  try {
    for await (const record of tidemark.consumer(options)) {
      ground.checker.guard(() => ground.checker.see(seenIn(record)));
    }
  } catch (error) {
    if (!(error instanceof TidemarkError && error.code === "CANCELLED")) ground.checker.fail(error);
  }
}
