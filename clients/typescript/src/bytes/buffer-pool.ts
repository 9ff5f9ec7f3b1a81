/** Buffers of a few sizes for batches, used again and again: fresh large ones cost page faults. */
import { POOLED_BYTES_MAX } from "../limits.ts";

/** Beside the payload each holds an envelope and a batch header. */
const OVERHEAD = 1024;
const SIZES = [4_096, 16_384, 65_536, 262_144 + OVERHEAD] as const;

export class BufferPool {
  readonly #free: Buffer[][] = SIZES.map(() => []);
  #freeBytes = 0;

  /** At least `sizeBytes`; its content is arbitrary. Above the greatest size: one made to measure. */
  take(sizeBytes: number): Buffer {
    for (let index = 0; index < SIZES.length; index++) {
      if (sizeBytes > SIZES[index]!) continue;
      const buffer = this.#free[index]!.pop();
      if (buffer === undefined) return Buffer.allocUnsafeSlow(SIZES[index]!);
      this.#freeBytes -= buffer.length;
      return buffer;
    }
    return Buffer.allocUnsafeSlow(sizeBytes + (sizeBytes >> 2));
  }

  /** Nothing else may refer to it any more. */
  give(buffer: Buffer): void {
    const index = SIZES.indexOf(buffer.length);
    if (index < 0 || this.#freeBytes + buffer.length > POOLED_BYTES_MAX) return;
    this.#freeBytes += buffer.length;
    this.#free[index]!.push(buffer);
  }
}
