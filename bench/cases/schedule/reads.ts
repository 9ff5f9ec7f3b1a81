/** What it costs to ask a broker about millions that wait. */
import { sharedMs } from "../../clock.ts";
import { percentiles } from "../../statistics.ts";
import type { Standing } from "./standing.ts";

const ASKED = 200;
const PAGES = [10, 100, 1_000, 10_000];
const DAY_MS = 86_400_000;

export async function reads(standing: Standing): Promise<void> {
  const { address } = standing.broker;
  const topic = `http://${address}/v1/topics/${standing.pendingTopic}`;
  const description = await timed(ASKED, () => topic);
  const { p50, p99, max } = percentiles(description.timesMs);
  standing.add("pending count and next due time of a topic, p50", "ms", true, {
    value: p50,
    details: { p99, max },
  });
  const details: Record<string, number> = {};
  for (const limit of PAGES) {
    // Windows all over the year: nothing is warm.
    const list = await timed(limit >= 1_000 ? 10 : 50, () => {
      const after = Date.now() + Math.round((2 + Math.random() * 300) * DAY_MS);
      return `${topic}/schedules?after=${after}&limit=${limit}`;
    });
    details[`${limit} ms`] = percentiles(list.timesMs).p50;
    details[`${limit} got`] = list.lines;
  }
  standing.add("page of 10 from a window of due times, p50", "ms", true, {
    value: details["10 ms"]!,
    details,
  });
}

async function timed(
  count: number,
  url: () => string,
): Promise<{ readonly timesMs: number[]; readonly lines: number }> {
  const timesMs: number[] = [];
  let lines = 0;
  for (let asked = 0; asked < count; asked++) {
    const startMs = sharedMs();
    const response = await fetch(url());
    const text = await response.text();
    timesMs.push(sharedMs() - startMs);
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    // The last line is the cursor.
    lines = text.split("\n").length - 2;
  }
  return { timesMs, lines };
}
