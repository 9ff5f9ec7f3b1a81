/**
 * The coordinators of this node: one for each partition of the groups log that is led here. Opened by
 * replaying the log of a partition that serves, closed when it does so no more, or does in another
 * epoch. Must never let two of one partition append.
 */
import { GroupCoordinator } from "../../coordination/group-coordinator.ts";
import type { CoordinatorDeps } from "../../coordination/group-coordinator.ts";
import type { TidemarkError } from "../../model/errors.ts";
import { toTidemarkError } from "../../model/errors.ts";
import { GROUPS_CLOSE_MAX_MS } from "../../model/limits.ts";
import { OFFSETS_TOPIC } from "../../model/names.ts";
import type { Replica } from "../../replication/replica.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Replicas } from "../replicas.ts";
import { groupLog } from "./group-log.ts";
import { elsewhere, notCoordinator } from "./not-coordinator.ts";

export interface CoordinatorsParts {
  readonly replicas: Replicas;
  readonly log: Log;
  /** All but the log, which is the partition's. */
  readonly deps: Omit<CoordinatorDeps, "log">;
}

/** A coordinator of one partition in one epoch of its leader. */
interface Seat {
  readonly replica: Replica;
  readonly leaderEpoch: number;
  opening: Promise<GroupCoordinator>;
  coordinator: GroupCoordinator | undefined;
  /** Set: it is none any more. */
  over: TidemarkError | undefined;
  /** The partition is not led here in that epoch any more: nothing of it may reach the log. */
  fenced: boolean;
  stopListening(): void;
}

export class Coordinators {
  readonly #parts: CoordinatorsParts;
  readonly #seats = new Map<number, Seat>();
  /** Whose roles it listens to. */
  readonly #heard = new WeakSet<Replica>();
  /** Those that are being closed. */
  readonly #leaving = new Set<Promise<void>>();
  #closed: TidemarkError | undefined;

  constructor(parts: CoordinatorsParts) {
    this.#parts = parts;
  }

  /** Those that are open now. */
  *all(): Iterable<GroupCoordinator> {
    for (const { coordinator } of this.#seats.values()) {
      if (coordinator !== undefined) yield coordinator;
    }
  }

  /** At once where it is open. Throws, or rejects, with NOT_COORDINATOR where the partition is not led here. */
  of(partition: number): GroupCoordinator | Promise<GroupCoordinator> {
    if (this.#closed !== undefined) throw this.#closed;
    const replica = this.#led(partition);
    const seat = this.#seats.get(partition);
    if (seat !== undefined && isOf(seat, replica)) return seat.coordinator ?? seat.opening;
    return this.#open(partition, replica).opening;
  }

  /** Opens what is led here, closes what is not. Rejects where a log cannot be replayed. */
  async look(): Promise<void> {
    const { replicas } = this.#parts;
    if (this.#closed !== undefined || !replicas.has(OFFSETS_TOPIC)) return;
    const opening: Promise<GroupCoordinator>[] = [];
    for (const [partition, { replica }] of replicas.topic(OFFSETS_TOPIC).partitions) {
      if (replica !== undefined) this.#listenTo(replica);
      try {
        const coordinator = this.of(partition);
        if (coordinator instanceof Promise) opening.push(coordinator);
      } catch (error) {
        this.#leave(partition, toTidemarkError(error, "the partition is out of service"));
      }
    }
    await Promise.all(opening);
  }

  /** It may begin to lead at any time: its coordinator is there before anybody asks. */
  #listenTo(replica: Replica): void {
    if (this.#heard.has(replica)) return;
    this.#heard.add(replica);
    replica.onRole(() => {
      // In a later turn: others hear of the role first, and none is called back.
      void Promise.resolve()
        .then(() => this.look())
        .catch((error: unknown) => this.#parts.log.warn("groups are out of service", { error }));
    });
  }

  /**
   * Ends every member's stream and waits for what is being written, though not for ever: where the other
   * replicas are gone too nothing is committed any more. That fails when its partition closes.
   */
  async close(reason: TidemarkError): Promise<void> {
    this.#closed = reason;
    // Led here still: what queue groups have decided is written.
    for (const partition of this.#seats.keys()) this.#leave(partition, reason, false);
    const { clock } = this.#parts.deps;
    const left = Promise.all(this.#leaving);
    await new Promise<void>((resolve, reject) => {
      const timer = clock.setTimer(GROUPS_CLOSE_MAX_MS, resolve);
      left.then(() => resolve(), reject).finally(() => timer.cancel());
    });
  }

  #led(partition: number): Replica {
    try {
      const replica = this.#parts.replicas.serving(OFFSETS_TOPIC, partition);
      if (replica.refusal !== undefined) throw replica.refusal;
      return replica;
    } catch (error) {
      throw notCoordinator(error);
    }
  }

  #open(partition: number, replica: Replica): Seat {
    const { deps } = this.#parts;
    const { leaderEpoch } = replica;
    this.#leave(partition, elsewhere());
    // In the next turn: a listener must not call back into who changes the role.
    const stopListening = replica.onRole(() => {
      void Promise.resolve().then(() => this.#checkRole(partition, seat));
    });
    const log = groupLog(replica, deps.clock, () => (seat.fenced ? seat.over : undefined));
    const seat: Seat = {
      replica,
      leaderEpoch,
      coordinator: undefined,
      over: undefined,
      fenced: false,
      stopListening,
      opening: this.#replayed({ ...deps, log }, () => seat),
    };
    this.#seats.set(partition, seat);
    seat.opening.catch((error: unknown) => {
      if (seat.over === undefined) {
        this.#parts.log.error("groups cannot be read", { partition, error });
        this.#leave(partition, elsewhere());
      }
    });
    return seat;
  }

  async #replayed(deps: CoordinatorDeps, seatOf: () => Seat): Promise<GroupCoordinator> {
    const coordinator = await GroupCoordinator.open(deps);
    const seat = seatOf();
    if (seat.over !== undefined) {
      await coordinator.close(seat.over);
      throw seat.over;
    }
    seat.coordinator = coordinator;
    return coordinator;
  }

  #checkRole(partition: number, seat: Seat): void {
    if (seat.over !== undefined || isOf(seat, seat.replica)) return;
    const why = seat.replica.refusal;
    this.#leave(partition, why === undefined ? elsewhere() : asTidemark(notCoordinator(why)));
  }

  /** Members' streams end, and what they asked for is refused: it is asked for again elsewhere. */
  #leave(partition: number, reason: TidemarkError, fenced = true): void {
    const seat = this.#seats.get(partition);
    if (seat === undefined) return;
    this.#seats.delete(partition);
    seat.over = reason;
    seat.fenced = fenced;
    seat.stopListening();
    const leaving: Promise<void> = Promise.resolve(seat.coordinator?.close(reason)).finally(() =>
      this.#leaving.delete(leaving),
    );
    this.#leaving.add(leaving);
  }
}

const isOf = (seat: Seat, replica: Replica): boolean =>
  seat.over === undefined &&
  seat.replica === replica &&
  replica.refusal === undefined &&
  seat.leaderEpoch === replica.leaderEpoch;

const asTidemark = (error: unknown): TidemarkError =>
  toTidemarkError(error, "the coordinator is gone");
