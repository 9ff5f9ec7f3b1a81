/**
 * One partition with three replicas and a controller, under crashes that lose what was not flushed,
 * messages that are lost, late, doubled or out of order, brokers that the controller takes for dead
 * although they live, and answers that never come. Checked all the time: what one leader called committed
 * is never different elsewhere (P2, I3), who is elected has all of it (I9), nobody cuts off what it was told
 * is committed (I6); in the end, when all is healed: the replicas are alike and have all of it (P1, I7).
 */
import {
  alterInSync,
  elect,
  leaderStartedAnew,
  type PartitionLeadership,
  preferLeader,
} from "../../../src/controller/partition-election.ts";
import { divergenceAt, type EpochEnd, truncationPoint } from "../../../src/partition/divergence.ts";
import { type InSyncProposal, LeaderState } from "../../../src/partition/leader-state.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { type SimEntry, SimReplica } from "./sim-replica.ts";

export const PARTITION_DEFECTS = [
  /** Anybody alive is elected when nobody in sync is. */
  "electsUncleanly",
  /** A leader that starts again goes on in the epoch of the process before. */
  "leadsOnInItsEpoch",
  /** A follower says that it has what is not on its disk yet. */
  "answersBeforeItFlushes",
  /** A follower cuts back to its high watermark and takes the rest for the leader's (KIP-101). */
  "cutsAtItsHighWatermark",
  /** Who fell out long ago may still be elected. */
  "forgetsToForgetTheEligible",
] as const;
export type PartitionDefect = (typeof PARTITION_DEFECTS)[number];

export interface PartitionRun {
  readonly committed: number;
  readonly elections: number;
  readonly crashes: number;
  readonly truncated: number;
  readonly shrunk: number;
  readonly eligibleElected: number;
}

type Letter =
  | { readonly kind: "state"; readonly to: number; readonly state: PartitionLeadership }
  | {
      readonly kind: "fetch";
      readonly from: number;
      readonly to: number;
      readonly leaderEpoch: number;
      readonly offset: number;
      readonly lastEpoch: number;
    }
  | {
      readonly kind: "records";
      readonly to: number;
      readonly leaderEpoch: number;
      /** Where the follower's log ended when it asked. */
      readonly offset: number;
      readonly lastEpoch: number;
      readonly entries: readonly SimEntry[];
      readonly highWatermark: number;
      readonly diverging: EpochEnd | undefined;
    }
  | {
      readonly kind: "proposal";
      readonly from: number;
      readonly leaderEpoch: number;
      readonly proposal: InSyncProposal;
    };

const REPLICAS = [1, 2, 3];
const EVENTS = 2_500;
const HEAL_EVENTS = 20_000;
const LAG_MAX = 150;
const MIN_INSYNC = 2;

export function simulatePartition(seed: number, defect?: PartitionDefect): PartitionRun {
  const world = new PartitionWorld(seed, defect);
  for (let event = 0; event < EVENTS; event++) world.step();
  world.heal();
  return world.result;
}

class PartitionWorld {
  readonly result = {
    committed: 0,
    elections: 0,
    crashes: 0,
    truncated: 0,
    shrunk: 0,
    eligibleElected: 0,
  };
  readonly #random: SimRandom;
  readonly #defect: PartitionDefect | undefined;
  readonly #replicas = new Map(REPLICAS.map((id) => [id, new SimReplica(id)]));
  readonly #fenced = new Set<number>();
  readonly #committed: SimEntry[] = [];
  #letters: { letter: Letter; at: number }[] = [];
  #state: PartitionLeadership = {
    replicas: REPLICAS,
    inSync: REPLICAS,
    eligible: [],
    leader: 1,
    leaderEpoch: 0,
    partitionEpoch: 0,
  };
  #now = 0;
  #written = 0;
  #calm = false;

  constructor(seed: number, defect: PartitionDefect | undefined) {
    this.#random = new SimRandom(seed, "partition");
    this.#defect = defect;
    this.#publish();
  }

  step(): void {
    this.#now++;
    const random = this.#random;
    const dice = random.float();
    const replica = this.#replicas.get(random.pick(REPLICAS))!;
    if (dice < 0.5) this.#deliver();
    else if (dice < 0.6) this.#append(replica);
    else if (dice < 0.72) this.#flush(replica);
    else if (dice < 0.87) this.#fetch(replica);
    else if (dice < 0.91) this.#propose(replica);
    else if (dice < 0.93) this.#publish();
    else if (dice < 0.935) this.#change(preferLeader(this.#state, (id) => this.#isAlive(id)));
    else if (dice < 0.96) this.#crashOrStart(replica);
    else this.#fenceOrNot();
  }

  heal(): void {
    this.#calm = true;
    this.#fenced.clear();
    for (const replica of this.#replicas.values()) if (!replica.up) this.#start(replica);
    for (let event = 0; event < HEAL_EVENTS; event++) {
      this.#now++;
      const replica = this.#replicas.get(this.#random.pick(REPLICAS))!;
      if (event % 50 === 0) this.#elect();
      if (event % 20 === 0) this.#publish();
      if (event % 40 === 0) this.#append(replica);
      this.#deliver();
      this.#flush(replica);
      this.#fetch(replica);
      this.#propose(replica);
      if (event > 500 && event % 100 === 0 && this.#alike()) return;
    }
    throw new Error("healed, but the replicas do not become alike");
  }

  /** All in sync, and each has on disk what the leader has. */
  #alike(): boolean {
    const leader = this.#replicas.get(this.#state.leader ?? 0);
    if (leader === undefined || this.#state.inSync.length < REPLICAS.length) return false;
    const ends = [...this.#replicas.values()].map(({ flushedEnd }) => flushedEnd);
    const end = Math.min(...ends);
    if (end < this.#committed.length) return false;
    for (const { id, log } of this.#replicas.values()) {
      for (let offset = 0; offset < end; offset++) {
        check(same(log[offset], leader.log[offset]), `replica ${id} differs at ${offset}`);
        const known = this.#committed[offset];
        check(known === undefined || same(log[offset], known), `lost: ${offset} on ${id}`);
      }
    }
    return true;
  }

  // The controller.

  #isAlive(id: number): boolean {
    return !this.#fenced.has(id);
  }

  #elect(): void {
    const next = elect(this.#state, MIN_INSYNC, (id) => this.#isAlive(id));
    if (this.#defect === "electsUncleanly" && (next ?? this.#state).leader === undefined) {
      const leader = REPLICAS.find((id) => this.#isAlive(id));
      if (leader === undefined) return this.#change(next);
      const { leaderEpoch, partitionEpoch } = this.#state;
      return this.#change({
        ...this.#state,
        leader,
        inSync: [leader],
        leaderEpoch: leaderEpoch + 1,
        partitionEpoch: partitionEpoch + 1,
      });
    }
    this.#change(next);
  }

  #change(next: PartitionLeadership | undefined): void {
    if (next === undefined) return;
    const before = this.#state;
    this.#state =
      this.#defect === "forgetsToForgetTheEligible"
        ? { ...next, eligible: REPLICAS.filter((id) => !next.inSync.includes(id)) }
        : next;
    if (next.inSync.length < before.inSync.length) this.result.shrunk++;
    if (next.leader !== undefined && next.leader !== before.leader) {
      this.result.elections++;
      if (before.eligible.includes(next.leader)) this.result.eligibleElected++;
      this.#checkElected(this.#replicas.get(next.leader)!);
    }
    this.#publish();
  }

  #checkElected({ id, log, flushedEnd, up }: SimReplica): void {
    const durable = up ? flushedEnd : log.length;
    for (const [offset, entry] of this.#committed.entries()) {
      check(
        offset < durable && same(log[offset], entry),
        `leader completeness: ${id} was elected without ${offset}`,
      );
    }
  }

  #publish(): void {
    for (const to of REPLICAS) this.#send({ kind: "state", to, state: this.#state });
  }

  #fenceOrNot(): void {
    const id = this.#random.pick(REPLICAS);
    // Rightly or wrongly: a broker that lives may be slow to say so.
    if (this.#fenced.has(id)) {
      if (this.#replicas.get(id)!.up) this.#fenced.delete(id);
    } else if (!this.#replicas.get(id)!.up || this.#random.chance(0.2)) this.#fenced.add(id);
    this.#elect();
  }

  // The brokers.

  #append(replica: SimReplica): void {
    if (replica.leader === undefined || replica.known === undefined) return;
    const { leaderEpoch: epoch } = replica.known;
    replica.log.push({ epoch, value: `v${++this.#written}` });
  }

  #flush(replica: SimReplica): void {
    if (!replica.up) return;
    const end = this.#random.int(replica.flushedEnd, replica.log.length + 1);
    replica.flushedEnd = Math.max(replica.flushedEnd, end);
    if (replica.leader?.flushed(replica.flushedEnd) === true) this.#committedBy(replica);
  }

  #fetch(replica: SimReplica): void {
    const { known } = replica;
    if (!replica.up || known === undefined || replica.leader !== undefined) return;
    if (known.leader === undefined || known.leader === replica.id) return;
    const offset =
      this.#defect === "answersBeforeItFlushes" ? replica.log.length : replica.flushedEnd;
    // It asks again only for what follows what it has on disk.
    if (offset < replica.log.length) return;
    const { leaderEpoch } = known;
    const { id: from, lastEpoch } = replica;
    this.#send({ kind: "fetch", from, to: known.leader, leaderEpoch, offset, lastEpoch });
  }

  #propose(replica: SimReplica): void {
    const { leader, known } = replica;
    if (leader === undefined || known === undefined) return;
    const proposal = leader.outstanding ?? leader.propose(this.#now);
    if (proposal === undefined) return;
    const { leaderEpoch } = known;
    this.#send({ kind: "proposal", from: replica.id, leaderEpoch, proposal });
  }

  #crashOrStart(replica: SimReplica): void {
    if (!replica.up) return this.#start(replica);
    replica.crash(this.#random.int(0, 4));
    this.result.crashes++;
  }

  /** It registers before it does anything else. */
  #start(replica: SimReplica): void {
    replica.start();
    if (this.#defect === "leadsOnInItsEpoch") return;
    this.#change(leaderStartedAnew(this.#state, replica.id));
    const { leader, leaderEpoch } = this.#state;
    replica.leadsFrom = leader === replica.id ? leaderEpoch : leaderEpoch + 1;
  }

  #committedBy({ id, log, leader }: SimReplica): void {
    const end = leader!.highWatermark;
    for (let offset = 0; offset < end; offset++) {
      const known = this.#committed[offset];
      check(
        known === undefined || same(known, log[offset]),
        `leader ${id} says that ${offset} is ${log[offset]?.value}, committed was ${known?.value}`,
      );
      this.#committed[offset] = log[offset]!;
    }
    this.result.committed = this.#committed.length;
  }

  // Letters.

  #send(letter: Letter): void {
    const copies = !this.#calm && this.#random.chance(0.05) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delay = this.#random.int(1, this.#calm ? 5 : 40);
      this.#letters.push({ letter, at: this.#now + delay });
    }
    if (this.#letters.length > 300) this.#letters.splice(0, 100);
  }

  #deliver(): void {
    for (let nth = 0; nth < 3; nth++) {
      const due = this.#letters.findIndex(({ at }) => at <= this.#now);
      if (due < 0) return;
      const [{ letter }] = this.#letters.splice(due, 1) as [{ letter: Letter; at: number }];
      if (!this.#calm && this.#random.chance(0.05)) continue;
      if (letter.kind === "proposal") {
        this.#change(
          alterInSync(
            this.#state,
            { broker: letter.from, leaderEpoch: letter.leaderEpoch, ...letter.proposal },
            MIN_INSYNC,
            (id) => this.#isAlive(id),
          ),
        );
        continue;
      }
      const replica = this.#replicas.get(letter.to)!;
      if (!replica.up) continue;
      if (letter.kind === "state") this.#learn(replica, letter.state);
      else if (letter.kind === "fetch") this.#answer(replica, letter);
      else this.#take(replica, letter);
    }
  }

  #learn(replica: SimReplica, state: PartitionLeadership): void {
    const { known } = replica;
    if (known !== undefined && state.partitionEpoch <= known.partitionEpoch) return;
    replica.known = state;
    if (state.leader !== replica.id) {
      replica.leader = undefined;
      return;
    }
    if (known?.leader === replica.id && known.leaderEpoch === state.leaderEpoch) {
      if (replica.leader?.changed(state.inSync, state.partitionEpoch) === true) {
        this.#committedBy(replica);
      }
      if (replica.leader !== undefined) return;
    }
    if (state.leaderEpoch < replica.leadsFrom) return;
    replica.leader = new LeaderState({
      brokerId: replica.id,
      epochStartOffset: replica.log.length,
      replicas: REPLICAS,
      inSync: state.inSync,
      partitionEpoch: state.partitionEpoch,
      minInsyncReplicas: () => MIN_INSYNC,
      highWatermark: replica.highWatermark,
      flushedEnd: replica.flushedEnd,
      lagMaxMs: LAG_MAX,
      nowMs: this.#now,
    });
    this.#append(replica);
  }

  #answer(replica: SimReplica, letter: Letter & { kind: "fetch" }): void {
    const { leader, known, log } = replica;
    if (leader === undefined || known?.leaderEpoch !== letter.leaderEpoch) return;
    const { from: to, offset, lastEpoch, leaderEpoch } = letter;
    const diverging = divergenceAt(replica, log.length, offset, lastEpoch);
    if (diverging === undefined) {
      if (leader.fetched(to, offset, log.length, this.#now)) this.#committedBy(replica);
    }
    replica.highWatermark = leader.highWatermark;
    const entries = diverging === undefined ? log.slice(offset, offset + 5) : [];
    const { highWatermark } = leader;
    const asked = { to, leaderEpoch, offset, lastEpoch };
    this.#send({ kind: "records", ...asked, entries, highWatermark, diverging });
  }

  #take(replica: SimReplica, letter: Letter & { kind: "records" }): void {
    const { known } = replica;
    if (replica.leader !== undefined || known?.leaderEpoch !== letter.leaderEpoch) return;
    const { diverging, offset, entries } = letter;
    // It speaks of a log that has changed since; one as long as before may have another end.
    if (offset !== replica.log.length || letter.lastEpoch !== replica.lastEpoch) return;
    if (diverging !== undefined) {
      const cut = truncationPoint(replica, replica.log.length, diverging);
      check(cut >= replica.highWatermark, `replica ${replica.id} cuts at ${cut} what is committed`);
      this.result.truncated += replica.log.length - cut;
      replica.truncate(cut);
      return;
    }
    if (this.#defect === "cutsAtItsHighWatermark" && this.#random.chance(0.02)) {
      replica.truncate(replica.highWatermark);
      return;
    }
    replica.log.push(...entries);
    const end = Math.min(letter.highWatermark, replica.log.length);
    replica.highWatermark = Math.max(replica.highWatermark, end);
  }
}

const same = (a: SimEntry | undefined, b: SimEntry | undefined): boolean =>
  a?.epoch === b?.epoch && a?.value === b?.value;

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
