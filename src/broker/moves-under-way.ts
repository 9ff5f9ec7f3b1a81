/**
 * Which partitions get other replicas, and how much of them is copied: the metadata says which, only their leaders
 * say how much. All leaders are asked at the same time; one that does not answer leaves its numbers out.
 */
import type { ClusterImage } from "../controller/cluster-image.ts";
import { FACTS_TIMEOUT_MS } from "../model/cluster-limits.ts";
import type { MovingPartition, ReplicaCopy } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../model/ids.ts";
import type { MoveProgress } from "../replication/leader-streams.ts";
import type { RequestContext } from "./api.ts";
import { peerMethod, type PeerRequests } from "./routing/peer-requests.ts";

export interface MovesUnderWayParts {
  readonly brokerId: number;
  readonly image: ClusterImage;
  readonly peers: Pick<PeerRequests, "ask" | "serve">;
  /** Of what this broker leads. */
  readonly led: () => readonly MoveProgress[];
  readonly moveBytesPerSecond: () => number;
}

type Moving = Omit<MovingPartition, "copies" | "bytesPerSecondMax"> & {
  readonly id: PartitionId;
  readonly leader: number | undefined;
};

/** What one broker says of the partitions that it leads. */
interface LedMoves {
  readonly bytesPerSecondMax: number;
  readonly moves: readonly MoveProgress[];
}

const MOVES = peerMethod<Record<string, never>, LedMoves>("moves");

export class MovesUnderWay {
  readonly #parts: MovesUnderWayParts;

  constructor(parts: MovesUnderWayParts) {
    this.#parts = parts;
    parts.peers.serve(MOVES, () => Promise.resolve(this.#led()));
  }

  /** Never rejects. */
  async describe(context: RequestContext): Promise<readonly MovingPartition[]> {
    const moving = movingIn(this.#parts.image);
    const leaders = new Set(moving.flatMap(({ leader }) => leader ?? []));
    const answers = new Map<number, Copies | undefined>();
    const ask = async (id: number) => answers.set(id, copiesOf(await this.#ask(context, id)));
    await Promise.all([...leaders].map(ask));
    return moving.map(({ id, leader, ...move }) => {
      const answer = leader === undefined ? undefined : answers.get(leader);
      if (answer === undefined) return { ...move, copies: [] };
      const { bytesPerSecondMax, copies } = answer;
      return { ...move, copies: copies.get(partitionKey(id)) ?? [], bytesPerSecondMax };
    });
  }

  #led(): LedMoves {
    return { bytesPerSecondMax: this.#parts.moveBytesPerSecond(), moves: this.#parts.led() };
  }

  async #ask(context: RequestContext, brokerId: number): Promise<LedMoves | undefined> {
    if (brokerId === this.#parts.brokerId) return this.#led();
    const address = this.#parts.image.broker(brokerId)?.address;
    if (address === undefined) return undefined;
    try {
      const target = { brokerId, address };
      return await this.#parts.peers.ask(target, MOVES, context, {}, FACTS_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof TidemarkError) return undefined;
      throw error;
    }
  }
}

export function movingIn(image: ClusterImage): readonly Moving[] {
  return [...image.topics].flatMap(({ id, name, partitions }) =>
    partitions.flatMap(({ partition, replicas, inSync, target, leader }) => {
      if (target === undefined) return [];
      const arrived = target.filter((id) => inSync.includes(id));
      const place = { topic: name, partition, from: replicas, to: target, arrived };
      return [{ ...place, id: { topicId: topicId(id), partition }, leader }];
    }),
  );
}

interface Copies extends Pick<LedMoves, "bytesPerSecondMax"> {
  /** By partitionKey. */
  readonly copies: ReadonlyMap<string, readonly ReplicaCopy[]>;
}

function copiesOf(answer: LedMoves | undefined): Copies | undefined {
  if (answer === undefined) return undefined;
  const copies = new Map<string, ReplicaCopy[]>();
  for (const { id, brokerId: broker, copiedBytes, ofBytes: totalBytes } of answer.moves) {
    const key = partitionKey(id);
    const ofPartition = copies.get(key) ?? [];
    copies.set(key, ofPartition);
    ofPartition.push({ broker, copiedBytes, totalBytes });
  }
  return { bytesPerSecondMax: answer.bytesPerSecondMax, copies };
}
