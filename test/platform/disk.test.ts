import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeDisk } from "../../src/host/node-disk.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { diskConformance } from "./disk-conformance.ts";

diskConformance("SimDisk", () => {
  const schedule = new SimSchedule();
  const disk = new SimDisk({ schedule, random: new SimRandom(1) });
  return { disk, run: (work) => schedule.run(work), close: () => undefined };
});

diskConformance("NodeDisk", () => {
  const root = mkdtempSync(join(tmpdir(), "tidemark-disk-"));
  return {
    disk: new NodeDisk(root),
    run: (work) => work,
    close: () => rmSync(root, { recursive: true, force: true }),
  };
});
