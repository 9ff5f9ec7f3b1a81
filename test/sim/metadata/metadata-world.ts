/**
 * A metadata group on real disks' behaviour and a real network's: nodes die by kill and by power, lose their
 * disks one at a time, run out of room, are cut off and healed, while clients at any of them submit commands. At
 * every look all nodes must have one history; in the end all is healed, and everything that was ever
 * acknowledged must be on all of them, once.
 */
import { TidemarkError } from "../../../src/model/errors.ts";
import { makeTopic } from "../../consensus/fixture.ts";
import { type GroupNode, GroupWorld } from "../../consensus/group-world.ts";
import type { SimRandom } from "../platform/sim-random.ts";

export interface MetadataRun {
  readonly acknowledged: number;
  readonly crashes: number;
  readonly leaders: number;
  readonly lostDisks: number;
  readonly snapshots: number;
  readonly reads: number;
  readonly virtualMs: number;
  readonly faults: Readonly<Record<string, number>>;
  /** The same for the same seed. */
  readonly fingerprint: string;
}

const RUN_MS = 40_000;
const LOOK_MS = 20;
const HEAL_MS = 60_000;
const VOTERS = [1, 2, 3];
const BROKERS = [4, 5];

export async function simulateMetadata(seed: number): Promise<MetadataRun> {
  const run = new MetadataWorld(seed);
  await run.begin();
  await run.storm();
  await run.heal();
  return run.result();
}

class MetadataWorld {
  readonly #world: GroupWorld;
  readonly #random: SimRandom;
  /** Topics in the order in which the group made them, as far as any node has replayed it. */
  #history: string[] = [];
  readonly #acknowledged = new Set<string>();
  readonly #leaderOf = new Map<number, number>();
  readonly #producerIds = new Set<number>();
  #topics = 0;
  #crashes = 0;
  #lostDisks = 0;
  #reads = 0;
  #snapshots = 0;
  readonly #faults: Record<string, number> = {};
  #underWay = 0;
  /** Whose disk was lost and who is not a voter again yet: no second one may fail meanwhile. */
  #recovering: GroupNode | undefined;
  #wasRemoved = false;
  /** Each says whether what it watches is over. */
  readonly #ends = new Set<() => boolean>();
  #failed: unknown;

  constructor(seed: number) {
    const snapshotEntries = [15, 40, 10_000][seed % 3]!;
    this.#world = new GroupWorld({ seed, controllers: VOTERS, snapshotEntries });
    this.#random = this.#world.random.stream("world");
  }

  async begin(): Promise<void> {
    const world = this.#world;
    await world.start(...VOTERS, ...BROKERS);
    await world.untilLed();
    for (const node of world.nodes.values()) await world.run(this.#register(node));
  }

  async storm(): Promise<void> {
    const { schedule } = this.#world;
    const untilMs = schedule.nowMs + RUN_MS;
    while (schedule.nowMs < untilMs) {
      await schedule.advance(LOOK_MS);
      this.#look();
      const dice = this.#random.float();
      if (dice < 0.06) this.#submit();
      else if (dice < 0.1) this.#read();
      else if (dice < 0.11) this.#askForProducerIds();
      else if (dice < 0.14) this.#fault();
      else if (dice < 0.17) this.#mend();
    }
  }

  /** Everybody is up and connected, and comes to one state. */
  async heal(): Promise<void> {
    const world = this.#world;
    world.network.heal();
    this.#makeRoom();
    for (const node of world.nodes.values()) {
      world.network.continue(node.id);
      if (!node.up) this.#start(node);
    }
    await this.#until(() => this.#allUp() && world.leader !== undefined, "a leader of all");
    await this.#until(() => this.#underWay === 0, "an end of every command");
    const last = `topic-${++this.#topics}`;
    await world.run(makeTopic(world.leader!.metadata!, this.#topics));
    this.#acknowledged.add(last);
    await this.#until(() => this.#agree(last), "one state of all nodes");
    this.#look();
    for (const topic of this.#acknowledged) {
      check(this.#history.includes(topic), `${topic} was acknowledged and is gone`);
    }
    check(new Set(this.#history).size === this.#history.length, "a topic was made twice");
    check(world.fatals.length === 0, world.fatals.join("; "));
  }

  result(): MetadataRun {
    const { schedule } = this.#world;
    return {
      acknowledged: this.#acknowledged.size,
      crashes: this.#crashes,
      leaders: this.#leaderOf.size,
      lostDisks: this.#lostDisks,
      snapshots: this.#snapshots,
      reads: this.#reads,
      virtualMs: schedule.nowMs,
      faults: this.#faults,
      fingerprint: `${this.#history.join(" ")} ${schedule.fired} ${schedule.nowMs.toFixed(3)}`,
    };
  }

  /** One that came up without room has to be started again. */
  #allUp(): boolean {
    const nodes = [...this.#world.nodes.values()];
    for (const node of nodes) if (!node.up) this.#start(node);
    return nodes.every(({ metadata }) => metadata !== undefined);
  }

  // Clients.

  #submit(): void {
    const node = this.#anyUp();
    if (node?.metadata === undefined) return;
    const number = ++this.#topics;
    this.#watch(
      makeTopic(node.metadata, number).then(() => {
        // Whoever asked has replayed it, unless it died meanwhile.
        if (node.metadata === undefined) return;
        this.#acknowledged.add(`topic-${number}`);
        check(node.topics.includes(`topic-${number}`), `topic-${number} is answered, not replayed`);
      }),
      node,
    );
  }

  #askForProducerIds(): void {
    const node = this.#anyUp();
    if (node?.metadata === undefined) return;
    this.#watch(
      node.metadata.submit({ type: "allocateProducerIds" }).then((first) => {
        check(!this.#producerIds.has(first), `producer ids from ${first} are handed out twice`);
        this.#producerIds.add(first);
      }),
      node,
    );
  }

  /** Sees all that was acknowledged before it was asked for. */
  #read(): void {
    const node = this.#anyUp();
    if (node?.metadata === undefined) return;
    const known = [...this.#acknowledged];
    this.#watch(
      node.metadata.catchUp().then(() => {
        if (node.metadata === undefined) return;
        const topics = new Set(node.topics);
        for (const topic of known) check(topics.has(topic), `${topic} is missing after a catch-up`);
        this.#reads++;
      }),
      node,
    );
  }

  /** What a node that died was asked never ends. */
  #watch(work: Promise<void>, node: GroupNode): void {
    this.#underWay++;
    const life = node.lives;
    let open = true;
    const end = (): void => {
      if (open) this.#underWay--;
      open = false;
    };
    this.#ends.add(() => {
      if (node.lives !== life || !node.up) end();
      return !open;
    });
    work.then(end, (error: unknown) => {
      end();
      if (!(error instanceof TidemarkError)) this.#failed ??= error;
    });
  }

  // Faults.

  #fault(): void {
    const dice = this.#random.float();
    const { network } = this.#world;
    const node = this.#random.pick([...this.#world.nodes.values()]);
    const other = this.#random.pick([...this.#world.nodes.values()]);
    if (dice < 0.4) this.#crash(node);
    else if (dice < 0.5) this.#loseDisk(node);
    else if (dice < 0.55) this.#counted("disk full", () => (node.disk.capacityBytes = 0));
    else if (dice < 0.65) this.#counted("isolated", () => network.isolate(node.id));
    else if (dice < 0.8) {
      const oneWay = this.#random.chance(0.3);
      this.#counted("partition", () => network.partition(node.id, other.id, oneWay));
    } else this.#counted("streams broken", () => network.breakBetween(node.id, other.id));
  }

  #counted(kind: string, fault: () => void): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
    fault();
  }

  #crash(node: GroupNode): void {
    if (!node.up) return;
    this.#crashes++;
    this.#counted("crash", () => undefined);
    node.die(this.#random.chance(0.5) ? "power" : "process");
  }

  /**
   * A disk that is lost takes acknowledged entries with it: three voters bear one at a time, and only where
   * the others have what is committed.
   */
  #loseDisk(node: GroupNode): void {
    if (this.#recovering !== undefined) return;
    const voters = VOTERS.map((id) => this.#world.node(id));
    const { leader } = this.#world;
    const committed = leader?.metadata?.controllers.committedIndex ?? Number.POSITIVE_INFINITY;
    const current = voters.filter((voter) => {
      const applied = voter.metadata?.controllers.appliedIndex ?? 0;
      return voter !== node && applied >= committed;
    });
    if (VOTERS.includes(node.id) && (leader === node || current.length < 2)) return;
    if (node.up) node.die("process");
    node.loseDisk();
    this.#lostDisks++;
    this.#counted("disk lost", () => undefined);
    if (VOTERS.includes(node.id)) this.#recovering = node;
  }

  #mend(): void {
    const down = [...this.#world.nodes.values()].filter((node) => !node.up);
    if (down.length > 0 && this.#random.chance(0.7)) return this.#start(this.#random.pick(down));
    this.#makeRoom();
    this.#world.network.heal();
  }

  #makeRoom(): void {
    for (const { disk } of this.#world.nodes.values()) disk.capacityBytes = Infinity;
  }

  #start(node: GroupNode): void {
    const life = node.lives + 1;
    node.start().then(
      () => this.#watch(this.#register(node), node),
      (error: unknown) => {
        // Without room it does not come up; somebody starts it again.
        if (!(error instanceof TidemarkError) || !error.retriable) this.#failed ??= error;
        else if (node.lives === life) node.die("process");
      },
    );
  }

  async #register(node: GroupNode): Promise<void> {
    const { metadata, id, lives } = node;
    if (metadata === undefined) return;
    const incarnation = `${id}${String(lives).padStart(4, "0")}`.padStart(32, "0");
    const broker = { id, incarnation, address: `broker-${id}:9470`, rack: "" };
    const { epoch } = await metadata.submit({ type: "registerBroker", ...broker });
    await metadata.submit({ type: "brokerActive", id, epoch });
  }

  #anyUp(): GroupNode | undefined {
    const up = [...this.#world.nodes.values()].filter((node) => node.metadata !== undefined);
    return up.length === 0 ? undefined : this.#random.pick(up);
  }

  // Checks.

  #look(): void {
    if (this.#failed !== undefined) throw this.#failed;
    check(this.#world.fatals.length === 0, this.#world.fatals.join("; "));
    for (const ended of this.#ends) if (ended()) this.#ends.delete(ended);
    for (const node of this.#world.nodes.values()) {
      const { metadata } = node;
      if (metadata === undefined) continue;
      this.#checkHistory(node);
      if (!node.leads) continue;
      const { term, voters } = metadata.controllers;
      const known = this.#leaderOf.get(term);
      check(known === undefined || known === node.id, `${known} and ${node.id} lead term ${term}`);
      this.#leaderOf.set(term, node.id);
      const { id } = this.#recovering ?? {};
      const removed = id !== undefined && !voters.includes(id);
      if (removed) this.#wasRemoved = true;
      else if (this.#wasRemoved) {
        this.#wasRemoved = false;
        this.#recovering = undefined;
      }
    }
    const files = [...this.#world.nodes.values()].flatMap(({ disk }) =>
      disk.filesBelow("metadata").filter((path) => path.includes("snapshot-")),
    );
    this.#snapshots = Math.max(this.#snapshots, files.length);
  }

  #checkHistory(node: GroupNode): void {
    const { topics } = node;
    const longer = topics.length > this.#history.length ? topics : this.#history;
    const shorter = longer === topics ? this.#history : topics;
    const differs = shorter.findIndex((topic, at) => topic !== longer[at]);
    check(
      differs < 0,
      `node ${node.id} has ${topics[differs]} at ${differs}, others ${this.#history[differs]}`,
    );
    if (longer === topics) this.#history = topics;
  }

  #agree(last: string): boolean {
    const [first, ...others] = [...this.#world.nodes.values()];
    const image = JSON.stringify(first!.metadata?.image.snapshot());
    return (
      first!.topics.at(-1) === last &&
      others.every(({ metadata }) => JSON.stringify(metadata?.image.snapshot()) === image)
    );
  }

  async #until(holds: () => boolean, what: string): Promise<void> {
    const untilMs = this.#world.schedule.nowMs + HEAL_MS;
    while (!holds()) {
      check(this.#world.schedule.nowMs < untilMs, `not within ${HEAL_MS} ms: ${what}`);
      await this.#world.schedule.advance(LOOK_MS);
      this.#look();
    }
  }
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
