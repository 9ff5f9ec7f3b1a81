/**
 * The file that holds a node's term and vote: replaced as a whole, and checked, since a node that
 * forgets its vote may elect two leaders of one term. Never guesses what a damaged one said.
 */
import { decodeCheckedJson, encodeCheckedJson } from "../log/checked-json.ts";
import { VOTE_FILE_BYTES_MAX } from "../model/cluster-limits.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import type { HardState } from "../raft/types.ts";

const FORMAT = 1;

/** `missing` and `damaged` differ for a node that holds nothing: a damaged one was there before. */
export async function readVote(
  disk: Disk,
  path: string,
): Promise<HardState | "missing" | "damaged"> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.readFile(path, VOTE_FILE_BYTES_MAX);
  } catch (error) {
    if (error instanceof DiskError && error.code === "NOT_FOUND") return "missing";
    throw error;
  }
  const body = decodeCheckedJson(bytes);
  if (body?.["format"] !== FORMAT) return "damaged";
  const { term, vote, lost } = body as unknown as HardState & { vote: number | null };
  return { term, vote: vote ?? undefined, ...(lost === undefined ? {} : { lost }) };
}

/** Durable when it resolves. */
export function writeVote(disk: Disk, path: string, state: HardState): Promise<void> {
  const { term, vote = null, lost } = state;
  const body = { format: FORMAT, term, vote, ...(lost === undefined ? {} : { lost }) };
  return writeFileAtomic(disk, path, encodeCheckedJson(body));
}
