/** What the disk gives to three processes at once, as brokers of one machine are. */
import type { Bench } from "../bench.ts";
import { ClientProcess } from "../client-process.ts";

/** What a broker writes at once at the steady rate, and how often. */
const SYNC_BYTES = 16 * 1024;
const SYNCS_PER_SECOND = 300;

export class DiskCeilings {
  readonly #bench: Bench;
  readonly #third = new ClientProcess();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  stop(): Promise<void> {
    return this.#third.stop();
  }

  /** Records a second, each written and synced by all three. */
  async recordsPerSecond(recordBytes: number): Promise<number> {
    const durationMs = this.#bench.options.durationMs * 2;
    const each = await this.#all((process, file) =>
      process.run("bareDisk", { file, recordBytes, durationMs }),
    );
    return each.reduce((sum, { perSecond }) => sum + perSecond, 0) / each.length;
  }

  /** Of small writes and their syncs, in milliseconds; the slowest of the three, as all are waited for. */
  async syncs(): Promise<{ readonly p50: number; readonly p99: number }> {
    const durationMs = this.#bench.options.durationMs * 2;
    const input = { bytes: SYNC_BYTES, perSecond: SYNCS_PER_SECOND, durationMs };
    const each = await this.#all((process, file) => process.run("bareSyncs", { file, ...input }));
    return {
      p50: Math.max(...each.map(({ p50 }) => p50)),
      p99: Math.max(...each.map(({ p99 }) => p99)),
    };
  }

  #all<T>(run: (process: ClientProcess, file: string) => Promise<T>): Promise<T[]> {
    const { client, second, diskFile } = this.#bench;
    return Promise.all(
      [client, second, this.#third].map((process, at) => run(process, `${diskFile}-${at}`)),
    );
  }
}
