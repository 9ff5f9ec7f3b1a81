import { expect, it } from "vitest";
import type { MovingLine } from "../../../src/cli/cluster/cluster-view.ts";
import { carriedOut, copyingText, movingText } from "../../../src/cli/cluster/move-progress.ts";

const MiB = 1024 * 1024;
const place = (partition: number) => ({ topic: "t", partition, from: [1], to: [1, 2] });
const moving = (partition: number, copied: number, total: number): MovingLine => ({
  ...place(partition),
  arrived: [1],
  copies: [{ broker: 2, copiedBytes: copied * MiB, totalBytes: total * MiB }],
  bytesPerSecondMax: 20 * MiB,
});

it("counts what has arrived, is under way, and has yet to begin", () => {
  const plan = [0, 1, 2].map((partition) => ({ ...place(partition), copies: 1, bytes: 10 * MiB }));
  const answer = { planned: [place(2)], started: 1, moving: [moving(1, 4, 12)] };
  const bytes = carriedOut(plan, answer);
  expect(bytes).toEqual({ copied: 14 * MiB, total: 32 * MiB });
  expect(copyingText(bytes, answer.moving)).toBe(
    "14 MiB of 32 MiB copied, at most 20 MiB/s of a broker",
  );
});

it("says nothing of bytes where no leader does", () => {
  const { copies: _copies, bytesPerSecondMax: _max, ...silent } = moving(0, 1, 2);
  expect(movingText([silent])).toBe("1 partition moves");
  expect(movingText([])).toBe("");
  expect(movingText([silent, moving(1, 3, 2)])).toBe(
    "2 partitions move: 2 MiB of 2 MiB copied, at most 20 MiB/s of a broker",
  );
});
