/**
 * A Raft group under every fault that needs no real disk: loss, delay, duplication and reordering of
 * messages, partitions (also one-way), pauses, crashes that lose what was not synced, changes of
 * membership, snapshots. After every event the rules of Raft are checked; at the end all is healed and
 * the group has to come to one state.
 */
import { RAFT_DEFAULTS, type RaftSettings } from "../../../src/raft/settings.ts";
import type { Entry, Message, NodeId, Snapshot } from "../../../src/raft/types.ts";
import { SimRandom } from "../platform/sim-random.ts";
import type { Defect } from "./defects.ts";
import { SimNode, type Witness } from "./sim-node.ts";

export interface RaftRun {
  readonly committed: number;
  readonly crashes: number;
  readonly elections: number;
  readonly snapshots: number;
  readonly memberships: number;
  readonly reads: number;
  readonly delivered: number;
  readonly lost: number;
  /** The same for the same seed. */
  readonly fingerprint: string;
}

interface Flight {
  readonly message: Message;
  readonly at: number;
}

const VOTERS = 5;
const NODES = 7;
const EVENTS = 5_000;
const PHASE_EVENTS = 250;
const HEAL_EVENTS = 20_000;
const FLIGHTS_MAX = 400;

export function simulateRaft(seed: number, defect?: Defect): RaftRun {
  const world = new RaftWorld(seed, defect);
  for (let event = 0; event < EVENTS; event++) world.step();
  world.heal();
  return world.result();
}

class RaftWorld implements Witness {
  readonly #random: SimRandom;
  readonly #defect: Defect | undefined;
  readonly #nodes: SimNode[] = [];
  #now = 0;
  #flights: Flight[] = [];
  readonly #cut = new Set<string>();
  readonly #paused = new Set<NodeId>();
  readonly #leaders = new Map<number, NodeId>();
  readonly #commitSeen = new Map<NodeId, { life: number; index: number }>();
  /** What was applied anywhere, by index. */
  readonly #history: (string | undefined)[] = [];
  readonly #termOf: number[] = [];
  readonly #readsAskedAt = new Map<number, number>();
  readonly #loss: number;
  #proposals = 0;
  #crashes = 0;
  #snapshots = 0;
  #memberships = 0;
  #reads = 0;
  #delivered = 0;
  #lost = 0;
  #calm = false;
  #storm = false;

  constructor(seed: number, defect: Defect | undefined) {
    this.#random = new SimRandom(seed, "raft");
    this.#defect = defect;
    this.#loss = this.#random.pick([0, 0.02, 0.05, 0.2]);
    const voters = Array.from({ length: this.#random.pick([1, 3, 3, VOTERS]) }, (_, at) => at + 1);
    const first: Snapshot = {
      index: 0,
      term: 0,
      membership: { voters, learners: [] },
      data: Buffer.from("[]"),
    };
    for (let id = 1; id <= NODES; id++) {
      const snapshot = voters.includes(id) ? first : undefined;
      const node = new SimNode(id, snapshot, () => this.#settings(), this, defect);
      node.start();
      this.#nodes.push(node);
    }
  }

  #settings(): Omit<RaftSettings, "id"> {
    return {
      ...RAFT_DEFAULTS,
      electionTicks: 4,
      seed: this.#random.uint32(),
      appendBytesMax: 200,
      inflightMessagesMax: 4,
      inflightBytesMax: 600,
      uncommittedBytesMax: 4_000,
      applyBytesMax: 300,
      snapshotChunkBytes: 64,
      entriesKept: 5,
      readsMax: 20,
    };
  }

  step(): void {
    this.#now++;
    const random = this.#random;
    const dice = random.float();
    if (this.#now % PHASE_EVENTS === 0) this.#nextPhase();
    if (dice < 0.1) this.#tick();
    else if (dice < 0.5) this.#deliver();
    else if (dice < 0.8) this.#finishSave();
    else if (dice < 0.86) this.#propose();
    else if (dice < 0.88) this.#read();
    else if (dice < 0.9) random.pick(this.#nodes).compact();
    else if (dice < 0.91) this.#changeMembership();
    else if (dice < 0.92) this.#transfer();
    else if (this.#storm) this.#fault();
    this.#settle();
  }

  /** No more faults: everybody is up and connected, and has to come to one state. */
  heal(): void {
    this.#calm = true;
    this.#cut.clear();
    this.#paused.clear();
    for (const node of this.#nodes) if (node.raft === undefined) node.start();
    const proposed = `last ${this.#proposals}`;
    let accepted = false;
    for (let event = 0; event < HEAL_EVENTS; event++) {
      this.#now++;
      if (this.#random.chance(0.05)) this.#tick();
      else if (this.#random.chance(0.5)) this.#deliver();
      else this.#finishSave();
      const leader = this.#leader();
      if (!accepted && leader?.raft !== undefined && event % 500 === 0) {
        accepted = !("refused" in leader.raft.propose([Buffer.from(proposed)]));
      }
      this.#settle();
      if (accepted && event % 100 === 0 && this.#agree(proposed)) return;
      // The leader that took it may have been deposed before it told anybody.
      if (accepted && event % 4_000 === 3_999 && !this.#history.includes(proposed)) {
        accepted = false;
      }
    }
    throw new Error(`healed, but after ${HEAL_EVENTS} events there is no agreement`);
  }

  result(): RaftRun {
    const { history, leaders } = { history: this.#history, leaders: this.#leaders };
    return {
      committed: history.length,
      crashes: this.#crashes,
      elections: leaders.size,
      snapshots: this.#snapshots,
      memberships: this.#memberships,
      reads: this.#reads,
      delivered: this.#delivered,
      lost: this.#lost,
      fingerprint: `${history.join("|").length}:${this.#random.uint32()}:${this.#now}`,
    };
  }

  // Witness.

  send(message: Message): void {
    if (this.#flights.length >= FLIGHTS_MAX) this.#flights.splice(0, 1);
    const delay = this.#calm ? this.#random.int(0, 5) : this.#random.int(0, this.#storm ? 40 : 10);
    const sent =
      this.#defect === "votesForShortLogs" && message.kind === "voteRequest"
        ? { ...message, lastIndex: 1_000_000, lastTerm: message.term }
        : message;
    const copies = !this.#calm && this.#random.chance(0.05) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#flights.push({ message: sent, at: this.#now + delay * (copy + 1) });
    }
  }

  applied(node: NodeId, entry: Entry): void {
    const text = entry.kind === "data" ? Buffer.from(entry.data).toString() : entry.kind;
    const known = this.#history[entry.index];
    check(
      known === undefined || (known === text && this.#termOf[entry.index] === entry.term),
      `state machine safety: node ${node} applied "${text}" at ${entry.index}, there was "${known}"`,
    );
    this.#history[entry.index] = text;
    this.#termOf[entry.index] = entry.term;
  }

  restored(node: NodeId, snapshot: Snapshot): void {
    this.#snapshots++;
    const expected = this.#history.slice(1, snapshot.index + 1);
    const values = expected.filter((text) => text !== "empty" && text !== "membership");
    check(
      JSON.stringify(values) === Buffer.from(snapshot.data).toString(),
      `node ${node} restored another state than everybody applied up to ${snapshot.index}`,
    );
  }

  read(node: NodeId, id: number, index: number | undefined): void {
    const asked = this.#readsAskedAt.get(id);
    if (asked === undefined || index === undefined) return;
    this.#readsAskedAt.delete(id);
    this.#reads++;
    check(
      index >= asked,
      `node ${node} answered a read at ${index} when ${asked} had been applied before it asked`,
    );
  }

  // Events.

  /** Storms take turns with better weather, in which the group gets somewhere. */
  #nextPhase(): void {
    this.#storm = this.#random.chance(0.6);
    if (this.#storm) return;
    this.#cut.clear();
    this.#paused.clear();
    // Not always all: who is away for long needs a snapshot.
    for (const node of this.#nodes) {
      if (node.raft === undefined && this.#random.chance(0.6)) node.start();
    }
  }

  #fault(): void {
    const dice = this.#random.float();
    if (dice < 0.3) this.#random.pick(this.#nodes).raft?.campaign();
    else if (dice < 0.5) this.#partition();
    else if (dice < 0.65) this.#pause();
    else this.#crashOrStart();
  }

  #tick(): void {
    for (const node of this.#random.shuffle(this.#nodes)) {
      if (!this.#paused.has(node.id) && this.#random.chance(0.7)) node.raft?.tick();
    }
  }

  #finishSave(): void {
    const busy = this.#nodes.filter(({ saving }) => saving.length > 0);
    if (busy.length > 0) this.#random.pick(busy).finishSave();
  }

  #deliver(): void {
    const count = this.#random.int(1, 6);
    for (let nth = 0; nth < count; nth++) {
      const due = this.#flights.findIndex(
        ({ at, message }) => at <= this.#now && !this.#paused.has(message.to),
      );
      if (due < 0) return;
      const [flight] = this.#flights.splice(due, 1);
      const { message } = flight!;
      const cut = this.#cut.has(`${message.from}>${message.to}`);
      if (cut || (!this.#calm && this.#random.chance(this.#loss))) {
        this.#lost++;
        continue;
      }
      this.#delivered++;
      const node = this.#nodes[message.to - 1]!;
      node.raft?.step(structuredClone(message));
      node.flushEffects();
    }
  }

  #propose(): void {
    const node = this.#random.chance(0.7) ? this.#leader() : this.#random.pick(this.#nodes);
    const count = this.#random.int(1, 4);
    const datas = Array.from({ length: count }, () =>
      Buffer.from(`v${++this.#proposals}`.padEnd(this.#random.int(1, 60), ".")),
    );
    node?.raft?.propose(datas);
  }

  #read(): void {
    const node = this.#random.chance(0.5) ? this.#leader() : this.#random.pick(this.#nodes);
    if (node?.raft === undefined) return;
    const id = this.#readsAskedAt.size + this.#reads * 1_000 + this.#now * 1_000_000;
    this.#readsAskedAt.set(id, this.#history.length - 1);
    if (this.#defect === "readsWithoutAsking" && node.raft.role === "leader") {
      this.read(node.id, id, node.raft.committedIndex);
    } else node.raft.read(id);
  }

  #changeMembership(): void {
    const raft = this.#leader()?.raft;
    if (raft === undefined) return;
    const node = this.#random.int(1, NODES + 1);
    const kind = this.#random.pick([
      "addLearner",
      "promote",
      "promote",
      "demote",
      "remove",
    ] as const);
    // A node that was removed keeps its log here: nobody may be alone in the end.
    const leaves = kind === "demote" || kind === "remove";
    if (leaves && raft.membership.voters.includes(node) && raft.membership.voters.length <= 2)
      return;
    if (!("refused" in raft.changeMembership({ kind, node }))) this.#memberships++;
  }

  #transfer(): void {
    this.#leader()?.raft?.transferLeadership(this.#random.int(1, NODES + 1));
  }

  #partition(): void {
    if (this.#random.chance(0.5)) return this.#cut.clear();
    const leader = this.#leader();
    const alone = leader !== undefined && this.#random.chance(0.4);
    const some = this.#nodes.filter(() => this.#random.chance(0.5));
    const side = (alone ? [leader] : some).map(({ id }) => id);
    const oneWay = this.#random.chance(0.3);
    for (const { id } of this.#nodes) {
      for (const inside of side) {
        if (side.includes(id)) continue;
        this.#cut.add(`${inside}>${id}`);
        if (!oneWay) this.#cut.add(`${id}>${inside}`);
      }
    }
  }

  #pause(): void {
    if (this.#random.chance(0.6)) this.#paused.clear();
    else this.#paused.add(this.#random.pick(this.#nodes).id);
  }

  #crashOrStart(): void {
    const down = this.#nodes.filter(({ raft }) => raft === undefined);
    if (down.length > 0 && this.#random.chance(0.7)) return this.#random.pick(down).start();
    const leader = this.#leader();
    const one =
      leader !== undefined && this.#random.chance(0.3) ? leader : this.#random.pick(this.#nodes);
    for (const node of this.#random.chance(0.1) ? this.#nodes : [one]) {
      if (node.raft === undefined) continue;
      node.crash(this.#random.int(0, node.saving.length + 1));
      this.#crashes++;
    }
  }

  #leader(): SimNode | undefined {
    const leaders = this.#nodes.filter(({ raft }) => raft?.role === "leader");
    return leaders.sort((a, b) => b.raft!.term - a.raft!.term)[0];
  }

  #agree(text: string): boolean {
    const { voters } = this.#leader()?.raft?.membership ?? { voters: [] };
    return (
      voters.length > 0 && voters.every((id) => this.#nodes[id - 1]!.state.values.at(-1) === text)
    );
  }

  // Checks after every event.

  #settle(): void {
    for (const node of this.#nodes) {
      node.flushEffects();
      const { raft } = node;
      if (raft === undefined) continue;
      this.#checkCommit(node, raft.committedIndex);
      if (raft.role !== "leader") continue;
      const known = this.#leaders.get(raft.term);
      check(
        known === undefined || known === node.id,
        `election safety: nodes ${known} and ${node.id} both lead in term ${raft.term}`,
      );
      if (known === undefined) this.#checkNewLeader(node);
      this.#leaders.set(raft.term, node.id);
    }
    if (this.#now % 50 === 0) this.#checkLogsMatch();
  }

  #checkCommit(node: SimNode, index: number): void {
    const seen = this.#commitSeen.get(node.id);
    check(
      seen === undefined || seen.life !== node.lives || index >= seen.index,
      `monotonic commit: node ${node.id} went from ${seen?.index} back to ${index}`,
    );
    this.#commitSeen.set(node.id, { life: node.lives, index });
  }

  #checkNewLeader(node: SimNode): void {
    const log = mirror(node);
    for (let index = 1; index < this.#history.length; index++) {
      if (index <= log.snapshotIndex) continue;
      check(
        log.entries.get(index)?.term === this.#termOf[index],
        `leader completeness: the leader of term ${node.raft?.term}, node ${node.id}, lacks ${index}`,
      );
    }
  }

  /** Two logs with the same index and term have the same entries up to there. */
  #checkLogsMatch(): void {
    const logs = this.#nodes.filter(({ raft }) => raft !== undefined).map(mirror);
    const [first, ...others] = this.#random.shuffle(logs);
    for (const other of others) {
      const both = [...first!.entries.values()].filter(
        ({ index, term }) => other.entries.get(index)?.term === term,
      );
      const last = both.at(-1)?.index ?? 0;
      for (const entry of first!.entries.values()) {
        const twin = other.entries.get(entry.index);
        if (entry.index > last || twin === undefined) continue;
        check(
          twin.term === entry.term && bodyOf(twin) === bodyOf(entry),
          `log matching: two logs agree at ${last} and differ at ${entry.index}`,
        );
      }
    }
  }
}

/** The log as its core must have it: what is on disk and what is on its way there. */
function mirror(node: SimNode): { snapshotIndex: number; entries: Map<number, Entry> } {
  let snapshotIndex = node.disk.snapshot.index;
  let entries = new Map(node.disk.entries.map((entry) => [entry.index, entry]));
  for (const { snapshot, entries: added } of node.saving) {
    if (snapshot !== undefined) {
      snapshotIndex = snapshot.index;
      entries = new Map();
    }
    const from = added[0]?.index ?? Number.POSITIVE_INFINITY;
    for (const index of entries.keys()) if (index >= from) entries.delete(index);
    for (const entry of added) entries.set(entry.index, entry);
  }
  return { snapshotIndex, entries };
}

function bodyOf(entry: Entry): string {
  return entry.kind === "data" ? Buffer.from(entry.data).toString() : JSON.stringify(entry);
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
