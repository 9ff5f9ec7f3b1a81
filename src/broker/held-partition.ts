/**
 * One partition on this broker and its way there: opened, leading or following as the metadata says, and
 * removed. One step at a time; each step looks at the image as it is then, so that of many changes in a
 * row only the last one costs anything. Never holds up another partition.
 *
 *   absent → opening → open (leader or follower) → absent
 *              ├─► rebuilding (its views follow all of its log) → open
 *              └─► out of service; where that may pass, opening again a second later
 */
import type { PartitionState, TopicState } from "../controller/cluster-image.ts";
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../model/ids.ts";
import { isInternalTopic } from "../model/names.ts";
import type { Timer } from "../platform/clock.ts";
import { DiskError } from "../platform/disk.ts";
import { openReplica, type OpeningReplica } from "../replication/open-replica.ts";
import { ReleaseLoop } from "../replication/release-loop.ts";
import { removeFolder } from "../replication/remove-folder.ts";
import { committedKey } from "../replication/replica-core.ts";
import { leaderNotReady, notLeader } from "../replication/replica-role.ts";
import type { Replica } from "../replication/replica.ts";
import { removeViews, TOPICS_FOLDER } from "./partition-folders.ts";
import type { PartitionsParts } from "./partitions.ts";
import { rebuildingError } from "./rebuilds.ts";
import type { Replication } from "./replication.ts";
import type { Held } from "./replicas.ts";

const REOPEN_MS = 1_000;

export interface HeldPartitionParts extends PartitionsParts {
  readonly replication: Replication;
  /** How many are opened at the same time. */
  readonly openings: { acquire(): Promise<void> | undefined; release(): void };
}

type Phase =
  | { readonly kind: "absent" }
  | { readonly kind: "open"; readonly replica: Replica; readonly loop: ReleaseLoop }
  /** `done` never rejects. */
  | { readonly kind: "rebuilding"; readonly done: Promise<void>; readonly error: TidemarkError }
  | { readonly kind: "out"; readonly error: TidemarkError; readonly again: Timer | undefined };

interface Looked {
  readonly topic: TopicState;
  readonly state: PartitionState;
}

export class HeldPartition {
  readonly id: PartitionId;
  readonly topicName: string;
  readonly #parts: HeldPartitionParts;
  readonly #key: string;
  #phase: Phase = { kind: "absent" };
  #published = false;
  #closing = false;
  #lastStep: Promise<void> = Promise.resolve();
  #nextStep: Promise<void> | undefined;
  /** Who leads, as the replica was last told. */
  #following: string | undefined;

  constructor(parts: HeldPartitionParts, topic: TopicState, partition: number) {
    this.id = { topicId: topicId(topic.id), partition };
    this.topicName = topic.name;
    this.#parts = parts;
    this.#key = partitionKey(this.id);
  }

  get replica(): Replica | undefined {
    return this.#phase.kind === "open" ? this.#phase.replica : undefined;
  }

  /** What clients meet. */
  get held(): Held {
    const phase = this.#phase;
    switch (phase.kind) {
      case "open": {
        const { replica } = phase;
        const { refusal } = replica;
        if (refusal === undefined) return { kind: "serving", replica };
        if (refusal.code !== "NOT_LEADER") return { kind: "out", error: refusal, replica };
        return { ...this.#away(), replica };
      }
      case "rebuilding":
      case "out":
        return { kind: "out", error: phase.error };
      case "absent":
        return this.#looked === undefined
          ? { ...this.#away(), elsewhere: true }
          : { kind: "out", error: leaderNotReady(this.id) };
    }
  }

  /** From now on everybody can see it. */
  publish(): void {
    if (this.#parts.image.topicById(this.id.topicId) === undefined) return;
    this.#published = true;
    this.#parts.replicas.put(this.topicName, isInternalTopic(this.topicName), this.id, this.held);
  }

  /** Brings it to what the image says by then; resolves when that is done. */
  settle(): Promise<void> {
    if (this.#nextStep === undefined) {
      const step = this.#lastStep.then(() => {
        this.#nextStep = undefined;
        return this.#step();
      });
      this.#nextStep = step;
      this.#lastStep = step.catch(() => undefined);
    }
    return this.#nextStep;
  }

  /** Everything but the removal of what is on the disk. */
  async close(reason: TidemarkError): Promise<void> {
    this.#closing = true;
    await this.#lastStep;
    await this.#shut(reason);
  }

  /** By the image as it is now; undefined: this broker is to have no replica of it. */
  get #looked(): Looked | undefined {
    const { image, dependencies } = this.#parts;
    const topic = image.topicById(this.id.topicId);
    const state = topic?.partitions[this.id.partition];
    if (topic === undefined || state === undefined) return undefined;
    return state.replicas.includes(dependencies.brokerId) ? { topic, state } : undefined;
  }

  async #step(): Promise<void> {
    if (this.#closing) return;
    const looked = this.#looked;
    if (looked === undefined) return this.#remove();
    if (this.#phase.kind === "out" || this.#phase.kind === "absent") await this.#open(looked);
    if (this.#phase.kind === "open") await this.#takeRole(this.#phase.replica);
  }

  async #open(looked: Looked): Promise<void> {
    const { openings } = this.#parts;
    if (this.#phase.kind === "out") this.#phase.again?.cancel();
    const free = openings.acquire();
    if (free !== undefined) await free;
    try {
      const opening = await this.#openLog(looked);
      // The broker's own topics are needed before it is up.
      const { rebuilds } = this.#parts;
      if (!isInternalTopic(this.topicName) && !rebuilds.isShort(opening)) this.#rebuild(opening);
      else this.#opened(await opening.finish(() => undefined));
    } catch (error) {
      this.#outOfService(error);
    } finally {
      openings.release();
    }
  }

  #openLog({ topic, state }: Looked): Promise<OpeningReplica> {
    const { dependencies, image, marks, logOptions, settings } = this.#parts;
    const current = () => image.topicById(topic.id) ?? topic;
    return openReplica(dependencies, {
      id: this.id,
      directory: `${TOPICS_FOLDER}/${this.#key}`,
      options: logOptions(topic),
      marks,
      alone: state.replicas.length === 1,
      settings: () => settings(current()),
    });
  }

  #opened(replica: Replica): void {
    const { dependencies, observer, late, replication, image } = this.#parts;
    const topic = image.topicById(this.id.topicId);
    if (topic !== undefined) replica.late = late.begin(topic, replica);
    const observed = observer(this.topicName, this.id.partition);
    const loop = new ReleaseLoop(replica, dependencies.clock, observed, replica.late);
    this.#following = undefined;
    this.#become({ kind: "open", replica, loop });
    replica.onRole(() => this.#changed());
    replication.add(replica);
  }

  #rebuild(opening: OpeningReplica): void {
    const { dependencies, rebuilds } = this.#parts;
    const { partition } = this.id;
    const done = rebuilds
      .run(this.#key, this.topicName, partition, opening)
      .then(
        // Undefined: stopped, as its topic is deleted, it moves away, or the broker stops.
        (replica) =>
          replica === undefined ? this.#become({ kind: "absent" }) : this.#opened(replica),
        (error: unknown) => this.#outOfService(error),
      )
      .then(() => this.#settleAlone())
      .catch((error: unknown) => this.#fatal(error));
    const error = rebuildingError(this.topicName, partition);
    this.#become({ kind: "rebuilding", done, error });
    dependencies.logger.debug("partition comes later", { partition: this.#key });
  }

  /** Damage, or a full disk or too many open files: these pass. */
  #outOfService(error: unknown): void {
    if (!(error instanceof TidemarkError)) throw error;
    const { clock, logger } = this.#parts.dependencies;
    logger.error("partition is out of service", {
      topic: this.topicName,
      partition: this.id.partition,
      folder: `${TOPICS_FOLDER}/${this.#key}`,
      error: error.message,
    });
    const again = error.retriable
      ? clock.setTimer(REOPEN_MS, () => this.#settleAlone())
      : undefined;
    this.#become({ kind: "out", error, again });
  }

  /** Nobody waits for it. */
  #settleAlone(): void {
    if (this.#closing) return;
    this.settle().catch((error: unknown) => this.#fatal(error));
  }

  #fatal(error: unknown): never {
    return this.#parts.dependencies.fatal(`cannot open partition ${this.#key}`, error);
  }

  async #takeRole(replica: Replica): Promise<void> {
    const { replication, dependencies } = this.#parts;
    for (;;) {
      const looked = this.#looked;
      if (looked === undefined) return;
      const { leader, leaderEpoch } = looked.state;
      const follows = `${leader} ${leaderEpoch}`;
      // Nothing of the leader before may still be under way when another one's word counts.
      if (leader === dependencies.brokerId || follows !== this.#following) {
        await replication.followers.leave(this.id);
      }
      const now = this.#looked?.state;
      if (now?.leader !== leader || now?.leaderEpoch !== leaderEpoch) continue;
      if (leader === dependencies.brokerId) {
        this.#following = undefined;
        replica.lead(now);
      } else this.#follow(replica, now, follows);
      replication.changed(this.id);
      return;
    }
  }

  #follow(replica: Replica, state: PartitionState, follows: string): void {
    const { replication, image } = this.#parts;
    const { leader, leaderEpoch } = state;
    if (follows === this.#following) return;
    this.#following = follows;
    const address = leader === undefined ? undefined : image.broker(leader)?.address;
    replica.follow(state, address);
    if (leader !== undefined) replication.followers.follow(replica, { leader, leaderEpoch });
  }

  /** The topic is deleted, or the partition has moved away. */
  async #remove(): Promise<void> {
    const { image, dependencies, marks } = this.#parts;
    if (this.#phase.kind === "absent") return;
    const { topicId, partition } = this.id;
    const reason = image.partition(topicId, partition)
      ? this.#notLeader()
      : new TidemarkError("UNKNOWN_TOPIC", "the topic was deleted");
    await this.#shut(reason);
    try {
      await removeFolder(dependencies.disk, `${TOPICS_FOLDER}/${this.#key}`);
      await removeViews(dependencies.store, this.id);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      // The metadata knows that it is gone: the next start removes what is left.
      dependencies.logger.warn("files of a removed partition are left for the next start", {
        folder: `${TOPICS_FOLDER}/${this.#key}`,
        error: error.message,
      });
    }
    marks.forget(this.#key);
    marks.forget(committedKey(this.id));
  }

  async #shut(reason: TidemarkError): Promise<void> {
    const { rebuilds, replication } = this.#parts;
    if (this.#phase.kind === "rebuilding") {
      rebuilds.stop(this.#key);
      await this.#phase.done;
    }
    const phase = this.#phase;
    if (phase.kind === "out") phase.again?.cancel();
    if (phase.kind === "open") {
      await phase.loop.stop();
      await replication.remove(this.id);
      await phase.replica.close(reason);
    }
    if (!this.#closing) this.#become({ kind: "absent" });
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#changed();
  }

  /** One that closes with the broker stays where it is, and refuses: a list without it would seem whole. */
  #changed(): void {
    if (this.#published && !this.#closing) this.publish();
  }

  /** Asked for anew each time: who leads, and where that is, changes without this broker's doing. */
  #away(): Held & { kind: "out" } {
    const notLeaderNow = () => this.#notLeader();
    return {
      kind: "out",
      get error() {
        return notLeaderNow();
      },
    };
  }

  #notLeader(): TidemarkError {
    const { image } = this.#parts;
    const leader = image.partition(this.id.topicId, this.id.partition)?.leader;
    const address = leader === undefined ? undefined : image.broker(leader)?.address;
    return notLeader(this.id, leader, address);
  }
}
