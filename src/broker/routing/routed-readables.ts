/**
 * Partitions to read, wherever they are led: those of this node as they are, others over the stream to
 * the broker that leads them. Serves the same to other brokers.
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { topicId as topicIdOf } from "../../model/ids.ts";
import { REMOTE_PARTITION_IDLE_MS } from "../../model/cluster-limits.ts";
import type { Clock, Timer } from "../../platform/clock.ts";
import type { Network, PeerTarget } from "../../platform/network.ts";
import type { Replicas } from "../replicas.ts";
import { Attempts, wasNotDone } from "./attempts.ts";
import type { Leaders } from "./leaders.ts";
import { ledHere, type ReadablePartition, type Readables } from "./readable-partition.ts";
import { RemotePartition } from "./remote-partition.ts";
import { RemoteReads } from "./remote-reads.ts";
import { ServedReads } from "./served-reads.ts";

export interface RoutedReadablesParts {
  readonly clock: Clock;
  readonly network: Network;
  readonly replicas: Replicas;
  readonly leaders: Leaders;
}

export class RoutedReadables implements Readables {
  readonly #parts: RoutedReadablesParts;
  /** By the broker that is read. */
  readonly #streams = new Map<number, RemoteReads>();
  /** By `topicId-partition`: open, or on its way. */
  readonly #remote = new Map<string, Promise<RemotePartition> | RemotePartition>();
  #sweeping: Timer | undefined;
  #closed = false;

  constructor(parts: RoutedReadablesParts) {
    this.#parts = parts;
    const { replicas, leaders } = parts;
    const here = ledHere(replicas, (topic, partition) => leaders.known(topic, partition));
    const open = async (topic: string, partition: number, topicId: string) =>
      here.open(topic, partition, topicId);
    parts.network.accept("read", (_from, stream) => new ServedReads(open, stream));
  }

  open(
    topic: string,
    partition: number,
    topicId?: string,
  ): ReadablePartition | Promise<ReadablePartition> {
    const { replicas } = this.#parts;
    const held = replicas.find(topic, partition);
    if (held?.kind === "serving") return replicas.serving(topic, partition, topicId);
    const id = held === undefined ? undefined : replicas.topic(topic).id;
    const before = this.#remote.get(`${id}-${partition}`);
    const isSame = topicId === undefined || topicId === id;
    if (isSame && before instanceof RemotePartition && !before.unreadable) return before;
    return this.#openThere(topic, partition, topicId);
  }

  /** Leaders changed: what is led elsewhere now is opened anew by whoever reads it. */
  leadersChanged(): void {
    this.#sweep((partition) => this.#problemOf(partition));
  }

  close(): void {
    this.#closed = true;
    this.#sweeping?.cancel();
    for (const stream of this.#streams.values()) stream.close();
  }

  async #openThere(
    topic: string,
    partition: number,
    topicId: string | undefined,
  ): Promise<ReadablePartition> {
    const { clock, leaders } = this.#parts;
    const goOn = () => {
      if (this.#closed) throw new TidemarkError("SHUTTING_DOWN", "the broker is stopping");
    };
    const attempts = new Attempts(clock, goOn);
    for (;;) {
      try {
        goOn();
        const { id } = await leaders.known(topic, partition);
        const route = leaders.route(topic, partition, topicId);
        if (route.kind === "here") return route.replica;
        return await this.#openAt(route.target, topic, id, partition);
      } catch (error) {
        const failure = toTidemarkError(error, "looking for the leader failed");
        if (!wasNotDone(failure) || !(await attempts.another())) throw failure;
      }
    }
  }

  #openAt(
    target: PeerTarget,
    topic: string,
    id: string,
    partition: number,
  ): Promise<RemotePartition> | RemotePartition {
    const key = `${id}-${partition}`;
    const before = this.#remote.get(key);
    if (before instanceof Promise) return before;
    if (before !== undefined && before.leader === target.brokerId && !before.unreadable) {
      return before;
    }
    const place = { topicId: topicIdOf(id), partition };
    const opening = this.#streamTo(target).open(topic, place);
    this.#remote.set(key, opening);
    const settled = (now: RemotePartition | undefined) => {
      if (this.#remote.get(key) !== opening) return;
      if (now === undefined) this.#remote.delete(key);
      else this.#remote.set(key, now);
    };
    opening.then(settled, () => settled(undefined));
    this.#sweepLater();
    return opening;
  }

  #streamTo(target: PeerTarget): RemoteReads {
    const { brokerId } = target;
    const before = this.#streams.get(brokerId);
    if (before !== undefined && before.target.address === target.address) return before;
    before?.close();
    const stream = new RemoteReads(this.#parts.network, target, () => {
      if (this.#streams.get(brokerId) === stream) this.#streams.delete(brokerId);
    });
    this.#streams.set(brokerId, stream);
    return stream;
  }

  #problemOf({ id, leader }: RemotePartition): TidemarkError | undefined {
    const now = this.#parts.leaders.leaderNow(id);
    if (now === leader) return undefined;
    return new TidemarkError("NOT_LEADER", `broker ${leader} leads the partition no more`);
  }

  #sweepLater(): void {
    this.#sweeping ??= this.#parts.clock.setTimer(REMOTE_PARTITION_IDLE_MS, () => {
      this.#sweeping = undefined;
      this.#sweep((partition) => {
        if (partition.takeUsed()) return this.#problemOf(partition);
        return new TidemarkError("NOT_LEADER", "nobody read the partition for a while");
      });
      if (this.#remote.size > 0) this.#sweepLater();
    });
  }

  #sweep(problemOf: (partition: RemotePartition) => TidemarkError | undefined): void {
    for (const stream of this.#streams.values()) stream.sweep(problemOf);
    for (const [key, partition] of this.#remote) {
      if (!(partition instanceof Promise) && partition.unreadable !== undefined) {
        this.#remote.delete(key);
      }
    }
  }
}
