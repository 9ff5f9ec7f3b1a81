/**
 * Decides commands where this node leads: one after another, each against the image with everything in
 * it that was proposed before, and each answered once it is committed. What it cannot say the end of,
 * because the node stopped to lead, it rejects with LeadershipLost; that may still be committed.
 */
import { type ControllerCommand, decide, type ReplyOf } from "../controller/commands.ts";
import type { Decision } from "../controller/decision.ts";
import { encodeEntry } from "../controller/metadata-records.ts";
import { assert } from "../lib/assert.ts";
import type { TidemarkError } from "../model/errors.ts";
import { METADATA_ENTRY_BYTES_MAX } from "../model/cluster-limits.ts";
import type { Entry } from "../raft/types.ts";
import type { RaftDriver } from "./raft-driver.ts";
import type { ReplayedImage } from "./replayed-image.ts";

/** Ask again, or whoever leads now. */
export class LeadershipLost extends Error {
  override readonly name = "LeadershipLost";
}

export interface Decided<Reply> {
  readonly reply: Reply;
  /** Whoever has replayed up to here has replayed what came of the command. */
  readonly index: number;
}

interface Waiter {
  readonly index: number;
  /** Of the own proposal; undefined: whatever is there. */
  readonly term: number | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class LocalDecisions {
  readonly #driver: RaftDriver;
  readonly #replayed: ReplayedImage;
  /** The command under way; each waits for the one before it. */
  #last: Promise<unknown> = Promise.resolve();
  /** Of the command under way, one at a time. */
  #waiter: Waiter | undefined;
  #term = 0;
  #blocked: TidemarkError | undefined;

  constructor(driver: RaftDriver, replayed: ReplayedImage) {
    this.#driver = driver;
    this.#replayed = replayed;
  }

  /** Rejects with the TidemarkError of a command that is refused. */
  run<Command extends ControllerCommand>(
    command: Command,
    abandoned: () => boolean,
  ): Promise<Decided<ReplyOf<Command>>> {
    // Behind one that waits for the disk they would only wait too.
    if (this.#blocked !== undefined) return Promise.reject(this.#blocked);
    const result = this.#last.then(() => this.#run(command, abandoned));
    this.#last = result.catch(() => undefined);
    return result;
  }

  applied(entries: readonly Entry[]): void {
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    const entry = entries.find(({ index }) => index === waiter.index);
    if (entry === undefined) return;
    this.#waiter = undefined;
    if (waiter.term === undefined || waiter.term === entry.term) waiter.resolve();
    else waiter.reject(new LeadershipLost("another entry took its place"));
  }

  /** The node leads, or does not, in another term than before. */
  changed(): void {
    const { term } = this.#driver.raft;
    if (this.#driver.leads && term === this.#term) return;
    this.#term = term;
    this.#abandon(new LeadershipLost("this node does not lead any more"));
  }

  /** Nothing can be saved: what is not proposed yet fails, and what is waits. */
  blocked(error: TidemarkError | undefined): void {
    this.#blocked = error;
    if (error !== undefined && this.#waiter?.term === undefined) this.#abandon(error);
  }

  stop(): void {
    this.#abandon(new LeadershipLost("this node stops"));
  }

  async #run<Command extends ControllerCommand>(
    command: Command,
    abandoned: () => boolean,
  ): Promise<Decided<ReplyOf<Command>>> {
    if (abandoned()) throw new LeadershipLost("nobody waits for it");
    await this.#allApplied();
    let decision: Decision<ReplyOf<Command>>;
    try {
      decision = decide(this.#replayed.image, command);
    } catch (error) {
      // What a leader says that is none any more may be wrong.
      await this.#stillLeads();
      throw error;
    }
    const { records, reply } = decision;
    if (records.length === 0) return { reply, index: await this.#stillLeads() };
    const data = encodeEntry(records);
    assert(data.length <= METADATA_ENTRY_BYTES_MAX, `a command came to ${data.length} bytes`);
    const proposed = this.#driver.propose(data);
    if ("refused" in proposed) throw new LeadershipLost(proposed.refused);
    await this.#committed(proposed.index, proposed.term);
    return { reply, index: proposed.index };
  }

  /** The image has everything that is in the log, committed by this leader. */
  async #allApplied(): Promise<void> {
    if (!this.#driver.leads) throw new LeadershipLost("this node does not lead");
    if (this.#blocked !== undefined) throw this.#blocked;
    const { lastIndex } = this.#driver.raft;
    if (this.#replayed.applied.reached < lastIndex) await this.#committed(lastIndex, undefined);
  }

  async #stillLeads(): Promise<number> {
    const index = await this.#driver.read();
    if (index === undefined) throw new LeadershipLost("this node does not lead any more");
    return index;
  }

  #committed(index: number, term: number | undefined): Promise<void> {
    if (this.#replayed.applied.reached >= index) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiter = { index, term, resolve, reject };
    });
  }

  #abandon(error: Error): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
  }
}
