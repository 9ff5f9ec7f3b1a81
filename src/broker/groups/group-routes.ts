/**
 * Where a group is coordinated: by the leader of the partition of the groups log that its name belongs
 * to. Must never say that there is no groups log before it has caught up with the metadata.
 */
import type { GroupCoordinator } from "../../coordination/group-coordinator.ts";
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { GROUP_PATIENCE_MS } from "../../model/cluster-limits.ts";
import { OFFSETS_TOPIC } from "../../model/names.ts";
import type { Clock } from "../../platform/clock.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { Replicas } from "../replicas.ts";
import { Attempts, wasNotDone } from "../routing/attempts.ts";
import type { Leaders, Share } from "../routing/leaders.ts";
import type { Coordinators } from "./coordinators.ts";
import { noCoordinatorYet, notCoordinator } from "./not-coordinator.ts";
import { partitionOfGroup } from "./offsets-topic.ts";

export type Seated =
  | { readonly kind: "here"; readonly coordinator: GroupCoordinator }
  | { readonly kind: "there"; readonly target: PeerTarget };

export interface GroupRoutesParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly leaders: Leaders;
  readonly coordinators: Coordinators;
  readonly ensureTopic: () => Promise<void>;
}

export class GroupRoutes {
  readonly #parts: GroupRoutesParts;

  constructor(parts: GroupRoutesParts) {
    this.#parts = parts;
  }

  /** At once where that is known and, if it is here, open. Throws, or rejects, with NOT_COORDINATOR. */
  find(group: string): Seated | Promise<Seated> {
    const { replicas, leaders } = this.#parts;
    if (!replicas.has(OFFSETS_TOPIC)) throw noCoordinatorYet("their log is being made");
    const partition = partitionOfGroup(group, replicas.partitionCount(OFFSETS_TOPIC));
    try {
      const route = leaders.route(OFFSETS_TOPIC, partition);
      if (route.kind === "there") return route;
    } catch (error) {
      throw notCoordinator(error);
    }
    return this.#here(partition);
  }

  #here(partition: number): Seated | Promise<Seated> {
    const coordinator = this.#parts.coordinators.of(partition);
    if (!(coordinator instanceof Promise)) return { kind: "here", coordinator };
    return coordinator.then((open) => ({ kind: "here", coordinator: open }));
  }

  /** Of a request that another broker sent on: rejects where it is not here. */
  async here(group: string): Promise<GroupCoordinator> {
    await this.exists();
    const seated = await this.find(group);
    if (seated.kind === "here") return seated.coordinator;
    const { address } = seated.target;
    const text = `the group is coordinated by the broker at ${address}`;
    throw new TidemarkError("NOT_COORDINATOR", text, { leader: address });
  }

  /** Whether there ever was a group. */
  async exists(): Promise<boolean> {
    const { replicas, leaders } = this.#parts;
    if (replicas.has(OFFSETS_TOPIC)) return true;
    try {
      await leaders.known(OFFSETS_TOPIC);
      return true;
    } catch (error) {
      if (error instanceof TidemarkError && error.code === "UNKNOWN_TOPIC") return false;
      throw error;
    }
  }

  /** The groups log is there: made now, where it was not. */
  async ensure(): Promise<void> {
    if (!(await this.exists())) await this.#parts.ensureTopic();
  }

  /** Other brokers that coordinate groups, and whether this one does. */
  all(): { readonly here: boolean; readonly there: readonly Share[] } {
    try {
      const { here, there } = this.#parts.leaders.shares(OFFSETS_TOPIC);
      return { here: here.length > 0, there };
    } catch (error) {
      throw notCoordinator(error);
    }
  }

  /**
   * Does `work` where the group is, again where that was not done because it is coordinated elsewhere by
   * now, until the patience of a request is over.
   */
  async insist<Result>(goOn: () => void, work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.#parts;
    const attempts = new Attempts(clock, goOn, clock.monotonicMs() + GROUP_PATIENCE_MS);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const failure = toTidemarkError(error, "looking for the group's coordinator failed");
        const again = failure.code === "NOT_COORDINATOR" || wasNotDone(failure);
        if (!again || !(await attempts.another())) throw failure;
      }
    }
  }
}
