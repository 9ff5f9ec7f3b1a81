/** Which partition a key belongs to: Kafka's default, so that both agree on co-located topics. */
import { murmur2 } from "../lib/murmur2.ts";

export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions;
}
