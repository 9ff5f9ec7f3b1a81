import { describe, expect, test } from "vitest";
import { type MetadataRun, simulateMetadata } from "./metadata-world.ts";

const SEEDS = Number(process.env["METADATA_SEEDS"] ?? 18);
const FROM = Number(process.env["METADATA_FROM"] ?? 1);

describe("a simulated metadata group", () => {
  test(`has one history that keeps all it acknowledged, in ${SEEDS} seeds (P1, P8)`, async () => {
    const runs: MetadataRun[] = [];
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      try {
        runs.push(await simulateMetadata(seed));
      } catch (error) {
        throw new Error(`METADATA_FROM=${seed} METADATA_SEEDS=1: ${String(error)}`, {
          cause: error,
        });
      }
    }
    const mean = (of: (run: MetadataRun) => number): number =>
      runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    if (SEEDS < 10) return;
    expect(mean(({ acknowledged }) => acknowledged)).toBeGreaterThan(50);
    expect(mean(({ crashes }) => crashes)).toBeGreaterThan(5);
    expect(mean(({ leaders }) => leaders)).toBeGreaterThan(3);
    expect(mean(({ lostDisks }) => lostDisks)).toBeGreaterThan(0.5);
    expect(mean(({ snapshots }) => snapshots)).toBeGreaterThan(1);
    expect(mean(({ reads }) => reads)).toBeGreaterThan(5);
  }, 600_000);

  test("goes the same way for the same seed (P10)", async () => {
    const first = await simulateMetadata(7);
    expect(await simulateMetadata(7)).toEqual(first);
  }, 120_000);
});
