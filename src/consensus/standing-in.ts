/**
 * Seeks election at once where the leader is known to be gone, instead of waiting for an election timeout.
 * Voters stand one after another, so that they seldom ask for votes against each other.
 */
import { RAFT_STAND_APART_MS, RAFT_STAND_TIMES_MAX } from "../model/cluster-limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { NodeId } from "../raft/types.ts";
import type { RaftDriver } from "./raft-driver.ts";

export class StandingIn {
  readonly #driver: RaftDriver;
  readonly #clock: Clock;
  readonly #random: Random;
  #timer: Timer | undefined;

  constructor(driver: RaftDriver, clock: Clock, random: Random) {
    this.#driver = driver;
    this.#clock = clock;
    this.#random = random;
  }

  /** Nobody listens any more where `node` was. */
  gone(node: NodeId): void {
    const { leader, membership, id } = this.#driver.raft;
    if (leader !== node) return;
    this.#driver.forgetLeader();
    const voters = membership.voters.filter((voter) => voter !== node);
    const rank = voters.indexOf(id);
    this.stop();
    if (rank >= 0) this.#standIn(rank, voters.length, RAFT_STAND_TIMES_MAX);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** First in the order of their ids, then by chance. */
  #standIn(delay: number, voters: number, times: number): void {
    this.#timer = this.#clock.setTimer(delay * RAFT_STAND_APART_MS, () => {
      this.#timer = undefined;
      if (this.#driver.raft.leader !== undefined || times === 0) return;
      this.#driver.campaign();
      this.#standIn(voters + this.#random.float() * voters, voters, times - 1);
    });
  }
}
