/** All cases by name, in the order they run. */
import type { Case } from "../bench.ts";
import { cluster } from "./cluster.ts";
import { consume } from "./consume.ts";
import { dedup } from "./dedup.ts";
import { acks, latency } from "./latency.ts";
import { produce, send, spread } from "./produce.ts";
import { schedule } from "./schedule.ts";
import { unary } from "./unary.ts";

export const CASES: Readonly<Record<string, Case>> = {
  produce,
  spread,
  send,
  acks,
  latency,
  consume,
  unary,
  schedule,
  dedup,
  cluster,
};
