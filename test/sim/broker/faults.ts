/** What goes wrong around a simulated broker while it runs; `heal` ends all of it. */
import type { SimRandom } from "../platform/sim-random.ts";
import type { InjectedFault, SimFault } from "../platform/sim-disk.ts";
import type { Ground } from "./ground.ts";
import { Swarm } from "./swarm.ts";
import type { IndexFate, World } from "./world.ts";

const HOUR_MS = 3_600_000;
const FULL_MAX_MS = 60;
const SLOW_MAX_MS = 400;
const REFUSING_MAX_MS = 2_000;
const FROZEN_MAX_MS = 800;
const DRIFTING_MAX_MS = 2_000;

export const FAULT_KINDS = [
  "power cut",
  "kill",
  "restart",
  "index lost",
  "index old",
  "index damaged",
  "wall step",
  "wall step of an hour",
  "wall frozen",
  "wall drifting",
  "disk full",
  "slow reads",
  "slow writes",
  "store refuses",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export class Faults {
  readonly #ground: Ground<World>;
  readonly #random: SimRandom;
  readonly #open = new Set<() => void>();
  readonly #swarm: Swarm<() => void>;
  readonly counts: Record<FaultKind, number>;

  constructor(ground: Ground<World>) {
    this.#ground = ground;
    this.#random = ground.world.random.stream("faults");
    this.counts = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as typeof this.counts;
    const random = this.#random;
    const anHour = () => this.#step(random.pick([-HOUR_MS, HOUR_MS]), "wall step of an hour");
    const drift = () => 0.9 + random.float() / 5;
    this.#swarm = new Swarm<() => void>(random.stream("swarm"), [
      [20, () => this.#step(random.int(-5_000, 5_000), "wall step"), "always"],
      [12, anHour],
      [10, () => this.#rate(0, FROZEN_MAX_MS, "wall frozen")],
      [10, () => this.#rate(drift(), DRIFTING_MAX_MS, "wall drifting")],
      [18, () => this.#full()],
      [12, () => this.#slow("slow reads", ["read"])],
      [8, () => this.#slow("slow writes", ["write", "sync"])],
      [10, () => this.#refuse()],
    ]);
  }

  count(kind: FaultKind): void {
    this.counts[kind] += 1;
  }

  draw(): void {
    this.#swarm.draw(this.#random)();
  }

  /** What becomes of the index while the broker is down. */
  drawFate(): IndexFate {
    const dice = this.#random.float();
    const fate = dice < 0.7 ? "kept" : dice < 0.8 ? "lost" : dice < 0.9 ? "old" : "damaged";
    if (fate !== "kept") this.count(`index ${fate}`);
    return fate;
  }

  heal(): void {
    for (const end of this.#open) end();
  }

  #step(byMs: number, kind: FaultKind): void {
    this.count(kind);
    const { world, books, nowMs } = this.#ground;
    books.punctuality.disturbed(nowMs);
    books.punctuality.clock(nowMs, world.wallMs);
    world.stepWall(byMs);
    books.punctuality.clock(nowMs, world.wallMs);
    books.oracle.wall(world.wallMs);
  }

  #rate(rate: number, mostMs: number, kind: FaultKind): void {
    this.#during(kind, mostMs, (untilMs) => {
      const { world, books } = this.#ground;
      books.punctuality.disturbed(untilMs);
      world.setWallRate(rate);
      return () => world.setWallRate(1);
    });
  }

  #full(): void {
    this.#during("disk full", FULL_MAX_MS, (untilMs) => {
      const { books } = this.#ground;
      // What failed then is told, and read, a little later.
      books.punctuality.slow(untilMs);
      return this.#inject([{ operation: "write", path: /topics/, kind: "FULL" }]);
    });
  }

  #slow(kind: "slow reads" | "slow writes", operations: readonly SimFault["operation"][]): void {
    const delayMs = this.#random.int(1, SLOW_MAX_MS);
    this.#during(kind, SLOW_MAX_MS, (untilMs) => {
      const { punctuality } = this.#ground.books;
      // The last of them begins at the end; a write is followed by a sync.
      if (kind === "slow writes") punctuality.slow(untilMs + 2 * delayMs);
      else punctuality.disturbed(untilMs + 2 * delayMs);
      return this.#inject(
        operations.map((operation) => ({ operation, path: /topics/, kind: "slow", delayMs })),
      );
    });
  }

  #refuse(): void {
    this.#during("store refuses", REFUSING_MAX_MS, () => {
      const { world } = this.#ground;
      world.refusals = this.#random.float();
      return () => {
        world.refusals = 0;
      };
    });
  }

  #inject(faults: readonly SimFault[]): () => void {
    const { disk } = this.#ground.world;
    const injected: InjectedFault[] = faults.map((fault) => disk.inject(fault));
    return () => {
      for (const fault of injected) fault.clear();
    };
  }

  #during(kind: FaultKind, mostMs: number, begin: (untilMs: number) => () => void): void {
    this.count(kind);
    const lastsMs = this.#random.float() * mostMs;
    const { schedule } = this.#ground.world;
    this.#ground.note(`${kind} for ${lastsMs.toFixed(1)} ms`);
    const undo = begin(schedule.nowMs + lastsMs);
    const end = (): void => {
      if (this.#open.delete(end)) undo();
    };
    this.#open.add(end);
    schedule.after(lastsMs, end);
  }
}
