/** A producer's options with their defaults, checked once. */
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import {
  BATCH_BYTES_DEFAULT,
  BATCH_BYTES_OPTION_MAX,
  BUFFER_BYTES_DEFAULT,
  DELIVERY_TIMEOUT_MS,
  SILENCE_MAX_MS,
} from "../limits.ts";
import { type Compression, COMPRESSION_CODES, ensureCodec } from "../record/compression.ts";
import type { ProducerOptions } from "./types.ts";

export interface ProducerSettings {
  readonly clientId: string;
  readonly acks: tidemark.v1.Acks;
  readonly idempotent: boolean;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly bufferBytes: number;
  readonly deliveryTimeoutMs: number;
  /** How often batches are looked through for those that are too old. */
  readonly sweepMs: number;
  /** A batch that is not answered for so long: who leads its partition is asked for again. */
  readonly silenceMs: number;
  readonly compression: Compression;
}

const { Acks } = tidemark.v1;
const ACKS = { all: Acks.ACKS_ALL, leader: Acks.ACKS_LEADER, none: Acks.ACKS_NONE } as const;

export function producerSettings(clientId: string, options: ProducerOptions): ProducerSettings {
  const { acks = "all", compression = "none" } = options;
  if (!Object.hasOwn(ACKS, acks)) invalid("acks", acks, "all, leader or none");
  if (!Object.hasOwn(COMPRESSION_CODES, compression)) {
    invalid("compression", compression, "none, gzip, zstd, lz4 or snappy");
  }
  ensureCodec(compression);
  const deliveryTimeoutMs = number("deliveryTimeoutMs", options, DELIVERY_TIMEOUT_MS, 1, 2 ** 31);
  return {
    clientId,
    acks: ACKS[acks],
    idempotent: options.idempotent ?? true,
    lingerMs: number("lingerMs", options, 0, 0, 60_000),
    batchBytes: number("batchBytes", options, BATCH_BYTES_DEFAULT, 1024, BATCH_BYTES_OPTION_MAX),
    bufferBytes: number("bufferBytes", options, BUFFER_BYTES_DEFAULT, 1024, 2 ** 40),
    deliveryTimeoutMs,
    sweepMs: Math.min(1_000, Math.max(10, deliveryTimeoutMs / 4)),
    silenceMs: Math.min(SILENCE_MAX_MS, deliveryTimeoutMs / 4),
    compression,
  };
}

function number(
  name: "lingerMs" | "batchBytes" | "bufferBytes" | "deliveryTimeoutMs",
  options: ProducerOptions,
  byDefault: number,
  least: number,
  most: number,
): number {
  const value = options[name] ?? byDefault;
  if (!(value >= least && value <= most)) invalid(name, value, `${least} to ${most}`);
  return value;
}

function invalid(name: string, value: unknown, allowed: string): never {
  throw new TidemarkError(
    "INVALID_REQUEST",
    `Producer option ${name} is ${String(value)}; allowed: ${allowed}.`,
  );
}
