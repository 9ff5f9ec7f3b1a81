/** The generated codec of each message type, by its full name. */
import { assert } from "../lib/assert.ts";
import { grpc } from "./generated/grpc.js";
import { tidemark } from "./generated/tidemark.js";

export interface Codec {
  create(properties: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

const roots: Readonly<Record<string, unknown>> = { tidemark, grpc };
const known = new Map<string, Codec>();

export function codecOf(fullName: string): Codec {
  const remembered = known.get(fullName);
  if (remembered !== undefined) return remembered;
  let found: unknown = roots;
  for (const part of fullName.split("."))
    found = (found as Readonly<Record<string, unknown>> | undefined)?.[part];
  assert(typeof found === "function", `the schema names ${fullName}, but no codec was generated`);
  const codec = found as unknown as Codec;
  known.set(fullName, codec);
  return codec;
}
