/**
 * Asks the controller for the changes of in-sync sets that this broker's leaders want, all of them in one
 * command. Changes nothing itself: what was decided comes with the metadata. Until then the leaders
 * repeat what they asked for, so that a lost answer is asked for again.
 */
import type { PartitionId } from "../model/ids.ts";
import { IN_SYNC_CHANGES_MAX, IN_SYNC_INTERVAL_MS } from "../model/cluster-limits.ts";
import type { InSyncProposal } from "../partition/leader-state.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../telemetry/log.ts";

export interface ProposingReplica {
  readonly id: PartitionId;
  readonly role: { readonly kind: "leader" | "follower"; readonly leaderEpoch: number };
  /** What it asks for, or has asked for and not heard of; undefined where all is as it should be. */
  proposal(): InSyncProposal | undefined;
}

export interface InSyncChange extends InSyncProposal {
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
}

export interface InSyncProposalsParts {
  readonly clock: Clock;
  readonly logger: Log;
  /** Those that lead here and have followers. */
  readonly leading: () => Iterable<ProposingReplica>;
  readonly submit: (changes: readonly InSyncChange[]) => Promise<unknown>;
}

export class InSyncProposals {
  readonly #parts: InSyncProposalsParts;
  #timer: Timer | undefined;
  #asking = false;
  #stopped = false;

  constructor(parts: InSyncProposalsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.setTimer(IN_SYNC_INTERVAL_MS, () => {
      void this.#ask();
      this.start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** One command at a time: the next one knows what came of it. */
  async #ask(): Promise<void> {
    if (this.#asking) return;
    const changes = this.#changes();
    if (changes.length === 0) return;
    this.#asking = true;
    const { submit, logger } = this.#parts;
    try {
      await submit(changes);
    } catch (error) {
      if (!this.#stopped) logger.warnOften("in-sync", "in-sync sets not changed yet", { error });
    } finally {
      this.#asking = false;
    }
  }

  #changes(): InSyncChange[] {
    const changes: InSyncChange[] = [];
    for (const replica of this.#parts.leading()) {
      const proposal = replica.proposal();
      if (proposal === undefined) continue;
      const { id, role } = replica;
      changes.push({ ...id, leaderEpoch: role.leaderEpoch, ...proposal });
      if (changes.length === IN_SYNC_CHANGES_MAX) break;
    }
    return changes;
  }
}
