/** Randomness of the operating system. */
import { randomBytes } from "node:crypto";
import type { Random } from "../platform/random.ts";

export const nodeRandom: Random = {
  float: () => Math.random(),
  bytes: (count) => randomBytes(count),
};
