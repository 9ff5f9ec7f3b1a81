/**
 * The metadata of the cluster on one node: its replica of the Raft log, the image that it makes, and the
 * way for commands to whoever decides them. It never answers before this node has replayed what came of
 * a command.
 */
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { ControllerCommand, ReplyOf } from "../controller/commands.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  METADATA_COMMAND_DEADLINE_MS,
  METADATA_COMMAND_RETRY_MS,
  METADATA_COMMANDS_MAX,
} from "../model/limits.ts";
import type { Random } from "../platform/random.ts";
import type { Entry, Membership, NodeId } from "../raft/types.ts";
import { LeadershipLost, LocalDecisions } from "./local-decisions.ts";
import { RaftDriver } from "./raft-driver.ts";
import { RaftStorage } from "./raft-storage.ts";
import { type OnReplayed, ReplayedImage } from "./replayed-image.ts";

export interface MetadataNodeParts {
  readonly id: NodeId;
  readonly deps: LogDeps;
  readonly random: Random;
  readonly directory: string;
  readonly log: LogOptions;
  /** The durable mark of the metadata log. */
  readonly mark: {
    readonly at: number;
    readonly lower: (endOffset: number) => Promise<void>;
    readonly note: (endOffset: number) => void;
  };
}

export interface SubmitOptions {
  readonly deadlineMs?: number;
}

/** The group as this node sees it. */
export interface ControllersStatus extends Membership {
  readonly term: number;
  readonly committedIndex: number;
  readonly appliedIndex: number;
  /** At the leader: how far each other node's disk is known to be. */
  readonly matchIndexes?: ReadonlyMap<NodeId, number>;
}

export class MetadataNode {
  readonly #parts: MetadataNodeParts;
  readonly #driver: RaftDriver;
  readonly #storage: RaftStorage;
  readonly #replayed: ReplayedImage;
  readonly #decisions: LocalDecisions;
  readonly #onLeadership: ((leads: boolean) => void)[] = [];
  #leads = false;
  #waiting = 0;
  #closed = false;

  private constructor(parts: MetadataNodeParts, storage: RaftStorage) {
    this.#parts = parts;
    this.#storage = storage;
    const { deps } = parts;
    this.#replayed = new ReplayedImage((error) =>
      deps.fatal("what follows the metadata failed", error),
    );
    this.#driver = new RaftDriver({
      id: parts.id,
      deps,
      storage,
      seed: Math.floor(parts.random.float() * 2 ** 32),
      send: () => undefined,
      restored: (snapshot) => this.#replayed.restore(snapshot),
      applied: (entries) => this.#applied(entries),
      changed: () => this.#changed(),
      blocked: (error) => this.#decisions.blocked(error),
    });
    this.#decisions = new LocalDecisions(this.#driver, this.#replayed);
  }

  /** Opens what is on the disk; the node takes part from then on. */
  static async open(parts: MetadataNodeParts): Promise<MetadataNode> {
    const { id, deps, directory, log, mark } = parts;
    const storage = await RaftStorage.open(deps, {
      id,
      directory,
      log,
      voters: [id],
      durableMark: mark.at,
      lowerMark: mark.lower,
      noteMark: mark.note,
    });
    const node = new MetadataNode(parts, storage);
    node.#driver.start();
    return node;
  }

  /** As far as it is replayed here: others may know more. */
  get image(): ClusterImage {
    return this.#replayed.image;
  }

  /** Who decides, as far as this node knows. */
  get activeController(): NodeId | undefined {
    return this.#driver.raft.leader;
  }

  get controllers(): ControllersStatus {
    const { membership, term, committedIndex, matchIndexes } = this.#driver.raft;
    const appliedIndex = this.#replayed.applied.reached;
    const status = { ...membership, term, committedIndex, appliedIndex };
    return matchIndexes === undefined ? status : { ...status, matchIndexes };
  }

  /** Serial, in the order of the log; `submit` waits for it. The image may be ahead of it. */
  onReplayed(listener: OnReplayed): void {
    this.#replayed.onReplayed(listener);
  }

  /** Told when this node begins and ends to lead the group. */
  onLeadership(listener: (leads: boolean) => void): void {
    this.#onLeadership.push(listener);
  }

  /**
   * Resolves when what came of it is replayed here and followed. What the controller refuses reaches the caller.
   * Rejects with DEADLINE_EXCEEDED where nobody could say in time what became of it.
   */
  async submit<Command extends ControllerCommand>(
    command: Command,
    options: SubmitOptions = {},
  ): Promise<ReplyOf<Command>> {
    const { clock } = this.#parts.deps;
    if (this.#waiting >= METADATA_COMMANDS_MAX) {
      throw new TidemarkError("OVERLOADED", `${this.#waiting} commands wait for the controller`);
    }
    const deadlineMs = options.deadlineMs ?? METADATA_COMMAND_DEADLINE_MS;
    const untilMs = clock.monotonicMs() + deadlineMs;
    this.#waiting++;
    try {
      return await this.#before(untilMs, () => this.#untilDecided(command, untilMs));
    } finally {
      this.#waiting--;
    }
  }

  /** What was committed before the call is replayed here and followed. */
  async catchUp(): Promise<void> {
    const untilMs = this.#parts.deps.clock.monotonicMs() + METADATA_COMMAND_DEADLINE_MS;
    await this.#before(untilMs, async () => {
      let index = await this.#driver.read();
      while (index === undefined && !this.#over(untilMs)) {
        await this.#pause();
        index = await this.#driver.read();
      }
      await this.#replayed.followed.until(index ?? 0);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#driver.close();
    this.#decisions.stop();
    await this.#replayed.settled();
    await this.#storage.close();
  }

  async #untilDecided<Command extends ControllerCommand>(
    command: Command,
    untilMs: number,
  ): Promise<ReplyOf<Command>> {
    for (;;) {
      try {
        const { reply, index } = await this.#decisions.run(command, () => this.#over(untilMs));
        await this.#replayed.followed.until(index);
        return reply;
      } catch (error) {
        if (!(error instanceof LeadershipLost)) throw error;
        if (this.#over(untilMs)) throw this.#closed ? STOPPED : lateError();
      }
      await this.#pause();
    }
  }

  #applied(entries: readonly Entry[]): void {
    this.#replayed.apply(entries);
    this.#decisions.applied(entries);
  }

  #changed(): void {
    this.#decisions.changed();
    const { leads } = this.#driver;
    if (leads === this.#leads) return;
    this.#leads = leads;
    for (const listener of this.#onLeadership) listener(leads);
  }

  #over(untilMs: number): boolean {
    return this.#closed || this.#parts.deps.clock.monotonicMs() >= untilMs;
  }

  #pause(): Promise<void> {
    const { clock } = this.#parts.deps;
    return new Promise((resolve) => {
      clock.setTimer(METADATA_COMMAND_RETRY_MS, resolve);
    });
  }

  async #before<T>(untilMs: number, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#parts.deps;
    const working = work();
    return await new Promise<T>((resolve, reject) => {
      const timer = clock.setTimer(Math.max(0, untilMs - clock.monotonicMs()), () =>
        reject(lateError()),
      );
      working.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

const lateError = (): TidemarkError =>
  new TidemarkError(
    "DEADLINE_EXCEEDED",
    "The controller did not answer in time; what was asked for may still happen.",
  );

const STOPPED = new TidemarkError("SHUTTING_DOWN", "the broker is stopping");
