/** CRC-32C (Castagnoli, RFC 3720 B.4): the checksum of batches, index values and checkpoints. */
import { crc32c as native } from "@node-rs/crc32";

/**
 * Of `bytes`, going on from the checksum of what came before them. An unsigned 32-bit number. The
 * checksum of nothing is 0: a format that could be all zeros needs another mark of being there.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  return native(bytes, previous);
}
