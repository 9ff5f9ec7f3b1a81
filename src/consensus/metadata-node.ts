/**
 * The metadata of the cluster on one node: its replica of the Raft log, the image that it makes, and the
 * way for commands to whoever decides them. It never answers before this node has replayed what came of
 * a command.
 */
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { ControllerCommand, ReplyOf } from "../controller/commands.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  METADATA_COMMAND_DEADLINE_MS,
  METADATA_SNAPSHOT_ENTRIES,
  RAFT_HAND_OVER_MS,
} from "../model/cluster-limits.ts";
import type { Entry, Membership, NodeId } from "../raft/types.ts";
import { ControllerCalls, type Question } from "./controller-calls.ts";
import { Deadlines } from "./deadlines.ts";
import { GroupUpkeep } from "./group-upkeep.ts";
import { checkOwner, type MetadataNodeParts, namedIn, votersOf } from "./metadata-node-parts.ts";
import { type Decided, LeadershipLost, LocalDecisions } from "./local-decisions.ts";
import { RaftDriver } from "./raft-driver.ts";
import { RaftStorage } from "./raft-storage.ts";
import { RaftStreams } from "./raft-streams.ts";
import { type OnReplayed, ReplayedImage } from "./replayed-image.ts";
import { StandingIn } from "./standing-in.ts";

export interface SubmitOptions {
  readonly deadlineMs?: number;
  /** Decided here, or rejected with NOT_LEADER: what a leader found out is no other one's business. */
  readonly here?: boolean;
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
  readonly #upkeep: GroupUpkeep;
  readonly #standingIn: StandingIn;
  readonly #streams: RaftStreams | undefined;
  readonly #calls: ControllerCalls | undefined;
  readonly #onLeadership: ((leads: boolean) => void)[] = [];
  readonly #deadlines: Deadlines;
  #leads = false;
  #appliedSeen = -1;
  #mayVote = true;
  #isBlocked = false;

  private constructor(parts: MetadataNodeParts, storage: RaftStorage) {
    const { id, deps, random, cluster } = parts;
    const { snapshotEntries = METADATA_SNAPSHOT_ENTRIES } = parts;
    const { clock } = deps;
    const failed = (error: unknown) => deps.fatal("what follows the metadata failed", error);
    this.#parts = parts;
    this.#storage = storage;
    this.#deadlines = new Deadlines(clock);
    this.#replayed = new ReplayedImage(failed);
    if (storage.stored.snapshot.index > 0) this.#replayed.restore(storage.stored.snapshot);
    this.#driver = new RaftDriver({
      id,
      deps,
      storage,
      snapshotEntries,
      seed: Math.floor(random.float() * 2 ** 32),
      send: (message) => this.#streams?.send(message),
      restored: (snapshot) => this.#replayed.restore(snapshot),
      applied: (entries) => this.#applied(entries),
      changed: () => this.#changed(),
      blocked: (error) => this.#blocked(error),
    });
    this.#decisions = new LocalDecisions(this.#driver, this.#replayed);
    this.#standingIn = new StandingIn(this.#driver, clock, random);
    this.#upkeep = new GroupUpkeep({
      clock,
      logger: parts.logger,
      driver: this.#driver,
      storage,
      replayed: this.#replayed,
      controllers: namedIn(parts),
      snapshotEntries,
      failed,
    });
    if (cluster === undefined) return;
    const addressOf = (node: NodeId) => this.#addressOf(node);
    this.#streams = new RaftStreams({
      id,
      clock,
      network: cluster.network,
      logger: parts.logger,
      addressOf,
      received: (message) => this.#driver.step(message),
      gone: (node) => this.#standingIn.gone(node),
    });
    this.#calls = new ControllerCalls({
      id,
      calls: cluster.calls,
      addressOf,
      candidates: () => [...new Set([...votersOf(parts), ...this.#driver.raft.membership.voters])],
      leader: () => this.#driver.raft.leader,
      decide: (question, timeoutMs) => this.#decideFor(question, timeoutMs),
    });
  }

  /** Opens what is on the disk; the node takes part from then on. */
  static async open(parts: MetadataNodeParts): Promise<MetadataNode> {
    const { id, deps, directory, log, mark } = parts;
    const storage = await RaftStorage.open(deps, {
      id,
      directory,
      log,
      voters: votersOf(parts),
      durableMark: mark.at,
      lowerMark: mark.lower,
      noteMark: mark.note,
    });
    checkOwner(parts, storage);
    for (const file of storage.damagedSnapshots) {
      parts.logger.warn("a snapshot of the metadata is damaged and not used", { file });
    }
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
   * Resolves when what came of it is replayed here and followed. What the controller refuses reaches the
   * caller. Rejects with DEADLINE_EXCEEDED where nobody could say in time what became of it.
   */
  async submit<Command extends ControllerCommand>(
    command: Command,
    options: SubmitOptions = {},
  ): Promise<ReplyOf<Command>> {
    const untilMs = this.#deadlines.in(options.deadlineMs ?? METADATA_COMMAND_DEADLINE_MS);
    return this.#deadlines.run(untilMs, async (failed) => {
      const question = { command };
      const deciding =
        options.here === true
          ? this.#decideHere(question, untilMs)
          : this.#untilDecided(question, untilMs, failed);
      const { reply, index } = await deciding;
      await this.#replayed.followed.until(index);
      return reply as ReplyOf<Command>;
    });
  }

  /** What was committed before the call is replayed here and followed. */
  catchUp(): Promise<void> {
    const untilMs = this.#deadlines.in(METADATA_COMMAND_DEADLINE_MS);
    return this.#deadlines.run(untilMs, async (failed) => {
      const { index } = await this.#untilDecided({ read: true }, untilMs, failed);
      await this.#replayed.followed.until(index);
    });
  }

  /** A leader hands over first, so that nobody has to miss it. */
  async close(): Promise<void> {
    this.#standingIn.stop();
    await this.#handOver();
    this.#deadlines.stop();
    await this.#driver.close();
    this.#decisions.stop();
    this.#streams?.close();
    await this.#upkeep.settled();
    await this.#replayed.settled();
    await this.#storage.close();
  }

  async #untilDecided(
    question: Question,
    untilMs: number,
    failed: (why: string) => void,
  ): Promise<Decided<unknown>> {
    for (;;) {
      try {
        if (this.#driver.leads || this.#calls === undefined)
          return await this.#decide(question, untilMs);
        return await this.#calls.ask(question, this.#deadlines.leftMs(untilMs));
      } catch (error) {
        if (!(error instanceof LeadershipLost)) throw error;
        if (this.#deadlines.over(untilMs)) throw this.#deadlines.reason(error.message);
        failed(error.message);
      }
      await this.#deadlines.pause();
    }
  }

  async #decideHere(question: Question, untilMs: number): Promise<Decided<unknown>> {
    try {
      return await this.#decide(question, untilMs);
    } catch (error) {
      if (!(error instanceof LeadershipLost)) throw error;
      throw new TidemarkError("NOT_LEADER", "this node does not lead the controllers any more");
    }
  }

  async #decide(question: Question, untilMs: number): Promise<Decided<unknown>> {
    if ("command" in question) {
      return this.#decisions.run(question.command, () => this.#deadlines.over(untilMs));
    }
    const index = await this.#driver.read();
    if (index === undefined) throw new LeadershipLost("this node does not lead");
    return { reply: undefined, index };
  }

  /** For another node, which waits no longer than that. */
  #decideFor(question: Question, timeoutMs: number): Promise<Decided<unknown>> {
    const untilMs = this.#deadlines.in(timeoutMs);
    return this.#deadlines.run(untilMs, () => this.#decide(question, untilMs));
  }

  #applied(entries: readonly Entry[]): void {
    this.#replayed.apply(entries);
    this.#decisions.applied(entries);
  }

  /** A leader that can save nothing can decide nothing: somebody else may. */
  #blocked(error: TidemarkError | undefined): void {
    this.#decisions.blocked(error);
    const { logger } = this.#parts;
    if (error === undefined) logger.info("the metadata can be saved again");
    else if (!this.#isBlocked) logger.error("the metadata cannot be saved for now", { error });
    this.#isBlocked = error !== undefined;
    if (error !== undefined) this.#upkeep.handOver();
  }

  #changed(): void {
    this.#decisions.changed();
    const { leads } = this.#driver;
    const applied = this.#replayed.applied.reached;
    const isNews = leads !== this.#leads || applied !== this.#appliedSeen;
    this.#appliedSeen = applied;
    if (leads !== this.#leads) {
      this.#leads = leads;
      for (const listener of this.#onLeadership) listener(leads);
    }
    this.#sayWhetherItVotes();
    this.#upkeep.look(isNews);
  }

  #sayWhetherItVotes(): void {
    const { mayVote } = this.#driver.raft;
    if (mayVote === this.#mayVote) return;
    this.#mayVote = mayVote;
    const { logger } = this.#parts;
    if (mayVote) logger.info("this controller votes again: it was taken in anew");
    else logger.warn("this controller lost its vote, and follows until it is taken in anew");
  }

  #addressOf(node: NodeId): string | undefined {
    const named = this.#parts.cluster?.controllers.find(({ brokerId }) => brokerId === node);
    return named?.address ?? this.image.broker(node)?.address;
  }

  async #handOver(): Promise<void> {
    if (!this.#upkeep.handOver()) return;
    const untilMs = this.#deadlines.in(RAFT_HAND_OVER_MS);
    while (this.#driver.leads && !this.#deadlines.over(untilMs)) await this.#deadlines.pause();
  }
}
