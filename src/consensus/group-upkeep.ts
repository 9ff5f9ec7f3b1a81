/**
 * What the metadata group needs besides its log: the leader keeps the membership as it should be, and every
 * node takes snapshots, so that logs stay short. Runs when something changed, never twice at a time.
 */
import type { ClusterImage } from "../controller/cluster-image.ts";
import { TidemarkError } from "../model/errors.ts";
import { MEMBERSHIP_UPKEEP_MS, METADATA_SNAPSHOT_BYTES } from "../model/cluster-limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../telemetry/log.ts";
import type { NodeId } from "../raft/types.ts";
import { membershipChanges } from "./membership-upkeep.ts";
import type { RaftDriver } from "./raft-driver.ts";
import type { RaftStorage } from "./raft-storage.ts";
import type { ReplayedImage } from "./replayed-image.ts";

export interface GroupUpkeepParts {
  readonly clock: Clock;
  readonly logger: Log;
  readonly driver: RaftDriver;
  readonly storage: RaftStorage;
  readonly replayed: ReplayedImage;
  /** Named by the settings. */
  readonly controllers: readonly NodeId[];
  readonly snapshotEntries: number;
  readonly failed: (error: unknown) => void;
}

export class GroupUpkeep {
  readonly #parts: GroupUpkeepParts;
  readonly #controllers: ReadonlySet<NodeId>;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #snapshotting: Promise<void> | undefined;

  constructor(parts: GroupUpkeepParts) {
    this.#parts = parts;
    this.#controllers = new Set(parts.controllers);
  }

  /** `applied`: the image, or the membership, may be another one than before. */
  look(applied: boolean): void {
    const { clock, driver } = this.#parts;
    const nowMs = clock.monotonicMs();
    const due = applied || nowMs >= this.#lookedAtMs + MEMBERSHIP_UPKEEP_MS;
    if (!due) return;
    this.#lookedAtMs = nowMs;
    if (driver.leads) this.#changeMembership();
    this.#takeSnapshot();
  }

  /** To the voter that has the most of the log; false where there is none, or this node does not lead. */
  handOver(): boolean {
    const { driver } = this.#parts;
    const { heard, membership, matchIndexes } = driver.raft;
    const present = heard.filter((node) => membership.voters.includes(node));
    const matched = (node: NodeId): number => matchIndexes?.get(node) ?? 0;
    const [next] = present.sort((left, right) => matched(right) - matched(left));
    if (next === undefined) return false;
    driver.transferLeadership(next);
    return true;
  }

  /** A snapshot under way is done. */
  async settled(): Promise<void> {
    await this.#snapshotting;
  }

  #changeMembership(): void {
    const { driver, replayed, logger } = this.#parts;
    const { raft } = driver;
    const changes = membershipChanges({
      membership: raft.membership,
      leader: raft.id,
      controllers: this.#controllers,
      brokers: idsOf(replayed.image),
      lost: raft.lostVoters,
      present: new Set([raft.id, ...raft.heard]),
    });
    for (const { kind, node } of changes) {
      if ("refused" in driver.changeMembership({ kind, node })) continue;
      logger.info("the membership of the metadata group changes", { change: kind, node });
      return;
    }
  }

  #takeSnapshot(): void {
    const { driver, replayed, storage, snapshotEntries } = this.#parts;
    const index = replayed.applied.reached;
    const entries = index - driver.raft.snapshotIndex;
    const due =
      entries >= snapshotEntries || replayed.bytesSinceSnapshot >= METADATA_SNAPSHOT_BYTES;
    if (!due || entries <= 0 || this.#snapshotting !== undefined) return;
    const image = Buffer.from(JSON.stringify(replayed.image.snapshot()));
    const snapshot = driver.compact(index, image);
    replayed.bytesSinceSnapshot = 0;
    this.#snapshotting = storage
      .writeSnapshot(snapshot)
      .catch((error: unknown) => {
        // Without room the log stays as long as it is; the next one is tried in its turn.
        if (!(error instanceof TidemarkError) || !error.retriable) this.#parts.failed(error);
      })
      .finally(() => (this.#snapshotting = undefined));
  }
}

const idsOf = (image: ClusterImage): ReadonlySet<NodeId> =>
  new Set([...image.brokers].map(({ id }) => id));
