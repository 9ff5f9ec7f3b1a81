/**
 * What only the leader of a partition can say of it: offsets, what waits, how far its followers are. Asked
 * of each leader in one call, all at the same time; a leader that does not answer is an error of its
 * partitions and of nothing else.
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { FACTS_TIMEOUT_MS } from "../../model/cluster-limits.ts";
import type { PartitionDescription } from "../../model/descriptions.ts";
import type { Clock } from "../../platform/clock.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { Replica } from "../../replication/replica.ts";
import type { RequestContext } from "../api.ts";
import type { Leaders } from "./leaders.ts";
import { peerMethod, type PeerRequests } from "./peer-requests.ts";

/** The part of a description that is its leader's to say; `error` alone counts where it is there. */
export type PartitionFacts = Omit<
  PartitionDescription,
  "leader" | "leaderEpoch" | "replicas" | "isr"
>;

export interface FactsQuestion {
  readonly topic: string;
  readonly partitions: readonly number[];
  /** Overdue records are counted up to so many in each. */
  readonly overdueMax: number;
}

const FACTS = peerMethod<readonly FactsQuestion[], readonly (readonly PartitionFacts[])[]>(
  "facts",
  true,
);

const NOTHING = {
  logStartOffset: 0,
  highWatermark: 0,
  scheduleStartOffset: 0,
  pending: 0,
  overdue: 0,
  sizeBytes: 0,
  pinnedBytes: 0,
};

export const noFacts = (partition: number, error?: TidemarkError): PartitionFacts =>
  error === undefined ? { partition, ...NOTHING } : { partition, ...NOTHING, error };

export interface LeaderFactsParts {
  readonly clock: Clock;
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
}

/** What one peer is asked of a topic, and where the answers belong. */
interface Errand {
  readonly target: PeerTarget;
  readonly questions: FactsQuestion[];
  readonly places: { readonly topic: number; readonly indexes: readonly number[] }[];
}

export class LeaderFacts {
  readonly #parts: LeaderFactsParts;

  constructor(parts: LeaderFactsParts) {
    this.#parts = parts;
    parts.peers.serve(FACTS, async (_context, questions) => {
      // One that is not known here is known to who asks.
      const unknown = questions.find(({ topic }) => !parts.leaders.knows(topic));
      if (unknown !== undefined) await parts.leaders.known(unknown.topic).catch(() => undefined);
      return questions.map((question) =>
        question.partitions.map((partition) => this.#here(question, partition)),
      );
    });
  }

  /** For each question one list, in the order of its partitions. Never rejects. */
  async of(
    context: RequestContext,
    questions: readonly FactsQuestion[],
  ): Promise<readonly (readonly PartitionFacts[])[]> {
    const facts = questions.map(({ partitions }) => new Array<PartitionFacts>(partitions.length));
    const errands = new Map<number, Errand>();
    for (const [topic, question] of questions.entries()) {
      for (const [brokerId, { target, indexes }] of this.#byLeader(question, facts[topic]!)) {
        const errand = errands.get(brokerId) ?? { target, questions: [], places: [] };
        errands.set(brokerId, errand);
        const partitions = indexes.map((index) => question.partitions[index]!);
        errand.questions.push({ ...question, partitions });
        errand.places.push({ topic, indexes });
      }
    }
    await Promise.all(
      [...errands.values()].map(async (errand) => {
        const answers = await this.#ask(context, errand);
        for (const [at, { topic, indexes }] of errand.places.entries()) {
          for (const [each, index] of indexes.entries()) facts[topic]![index] = answers[at]![each]!;
        }
      }),
    );
    return facts;
  }

  /** Fills in what is known here; the others by who leads them, as indexes of the question. */
  #byLeader(
    question: FactsQuestion,
    facts: PartitionFacts[],
  ): Map<number, { readonly target: PeerTarget; readonly indexes: number[] }> {
    const others = new Map<number, { target: PeerTarget; indexes: number[] }>();
    for (const [index, partition] of question.partitions.entries()) {
      try {
        const route = this.#parts.leaders.route(question.topic, partition);
        if (route.kind === "here") {
          facts[index] = this.#of(partition, route.replica, question.overdueMax);
          continue;
        }
        const { target } = route;
        const other = others.get(target.brokerId);
        if (other === undefined) others.set(target.brokerId, { target, indexes: [index] });
        else other.indexes.push(index);
      } catch (error) {
        facts[index] = noFacts(partition, toTidemarkError(error, "no leader was found"));
      }
    }
    return others;
  }

  async #ask(
    context: RequestContext,
    { target, questions }: Errand,
  ): Promise<readonly (readonly PartitionFacts[])[]> {
    try {
      return await this.#parts.peers.ask(target, FACTS, context, questions, FACTS_TIMEOUT_MS);
    } catch (cause) {
      const { brokerId } = target;
      const { code, message } = toTidemarkError(cause, "asking the leader failed");
      const error = new TidemarkError(code, `broker ${brokerId} leads it and said: ${message}`);
      return questions.map(({ partitions }) => partitions.map((each) => noFacts(each, error)));
    }
  }

  /** For a peer: what it asks is known here, or refused. */
  #here({ topic, overdueMax }: FactsQuestion, partition: number): PartitionFacts {
    try {
      const route = this.#parts.leaders.route(topic, partition);
      if (route.kind === "here") return this.#of(partition, route.replica, overdueMax);
      const message = `broker ${route.target.brokerId} leads it`;
      throw new TidemarkError("NOT_LEADER", message, { leader: route.target.address });
    } catch (error) {
      return noFacts(partition, toTidemarkError(error, "looking at the partition failed"));
    }
  }

  #of(partition: number, replica: Replica, overdueMax: number): PartitionFacts {
    const nowMs = this.#parts.clock.wallMs();
    const { highWatermark, scheduleStartOffset, pinnedBytes, schedule, log } = replica;
    const { logStartOffset, sizeBytes } = log;
    const { count: pending, nextDueMs: nextDue } = schedule;
    const overdue = schedule.overdueCount(nowMs, overdueMax);
    const replicaLag = replica.followerLags();
    return {
      partition,
      logStartOffset,
      highWatermark,
      scheduleStartOffset,
      pending,
      nextDue,
      overdue,
      sizeBytes,
      pinnedBytes,
      ...(replicaLag.length === 0 ? {} : { replicaLag }),
    };
  }
}
