/** What the clients of a simulated broker share: the world, the topic of the moment, and its books. */
import type { BrokerApi, RequestContext } from "../../../src/broker/api.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import { ANONYMOUS } from "../../../src/model/principal.ts";
import type { SimLife } from "../platform/sim-life.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import type { SimSchedule } from "../platform/sim-schedule.ts";
import { GroupBooks } from "./group-books.ts";
import { Oracle, type Sent } from "./oracle.ts";
import { Punctuality } from "./punctuality.ts";

export const TOPIC = "t";
export const GROUP = "g";
export const PARTITIONS = 2;
export const CONTEXT: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "sim",
};

/** After these nobody knows whether the call took effect. */
const UNKNOWN_OUTCOMES: ReadonlySet<string> = new Set([
  "SHUTTING_DOWN",
  "OUTCOME_UNKNOWN",
  "DEADLINE_EXCEEDED",
]);
export const isUnknown = ({ code }: TidemarkError): boolean => UNKNOWN_OUTCOMES.has(code);

/** One topic under the name, from its creation to its deletion. */
export interface Books {
  readonly oracle: Oracle;
  readonly punctuality: Punctuality;
  readonly group: GroupBooks;
}

/** The broker, or the brokers, that clients have before them. */
export interface GroundWorld {
  readonly schedule: SimSchedule;
  readonly random: SimRandom;
  /** Who is asked now, and how long it lives. */
  readonly broker: { readonly api: BrokerApi };
  readonly life: SimLife;
  /** The furthest wall clock of any broker. */
  readonly wallMs: number;
  /** Partitions may be led elsewhere than where they are read. */
  readonly clustered: boolean;
  readonly died: Error | undefined;
  note(event: string): void;
}

export class Ground<World extends GroundWorld = GroundWorld> {
  readonly world: World;
  readonly random: SimRandom;
  books: Books;
  /** Nobody expects the topic to answer: somebody is deleting it. */
  deleting = false;
  /** Per partition: how far the reader of everything has read. */
  reached = new Map<number, number>();
  /** Calls by name that are not answered: a record that takes the name meanwhile may be hit by them. */
  readonly #aims = new Set<{ readonly name: string; readonly hit: (sent: Sent) => void }>();
  /** Of calls that are not answered and hit whatever they cover: looked at as records are sent or moved. */
  readonly #nets = new Set<(sent: Sent) => void>();
  /** Grows where whoever waits for an answer will get none. */
  #era = 0;
  #values = 0;
  #broken: unknown;

  constructor(world: World) {
    this.world = world;
    this.random = world.random.stream("client");
    this.books = newBooks();
  }

  get api(): BrokerApi {
    return this.world.broker.api;
  }

  get oracle(): Oracle {
    return this.books.oracle;
  }

  get nowMs(): number {
    return this.world.schedule.nowMs;
  }

  nextValue(): string {
    this.#values += 1;
    return `v${this.#values}`;
  }

  note(event: string): void {
    this.world.note(event);
  }

  /** Returns what ends it. */
  aimAt(name: string | undefined, hit: (sent: Sent) => void): () => void {
    if (name === undefined) return () => undefined;
    const aim = { name, hit };
    this.#aims.add(aim);
    return () => this.#aims.delete(aim);
  }

  /** Returns what ends it. */
  cast(net: (sent: Sent) => void): () => void {
    this.#nets.add(net);
    return () => this.#nets.delete(net);
  }

  /** It may be under a net now that it was not under before. */
  moved(sent: Sent): void {
    for (const net of this.#nets) net(sent);
  }

  /** A record of that name is sent. */
  named(sent: Sent): void {
    this.moved(sent);
    for (const { name, hit } of this.#aims) if (name === sent.scheduleId) hit(sent);
  }

  /** The topic is gone, and with it all that was known of it. */
  newTopic(): void {
    this.forgetAnswers();
    this.books = newBooks();
  }

  /** As `newTopic`, where what was sent to the old one by name and not answered may come to the new one. */
  newTopicUnderLoad(): void {
    const open = [...this.oracle.sent.values()].filter(({ outcome }) => outcome === "waiting");
    this.newTopic();
    for (const { value, partition, dueMs, scheduleId, messageId } of open) {
      const sent = this.oracle.send(value, partition, dueMs[0], scheduleId);
      sent.outcome = "unknown";
      if (messageId !== undefined) sent.messageId = messageId;
    }
  }

  /** Whoever waited for an answer will not get one. */
  forgetAnswers(): void {
    this.#era += 1;
    this.#aims.clear();
    this.#nets.clear();
    for (const sent of this.oracle.sent.values()) {
      if (sent.outcome === "waiting") sent.outcome = "unknown";
    }
  }

  answered<T>(
    call: Promise<T>,
    done: (result: T) => void,
    failed: (error: TidemarkError) => void = () => undefined,
  ): void {
    const era = this.#era;
    const { life } = this.world;
    const heard = (tell: () => void): void => {
      if (era === this.#era && !life.dead) this.guard(tell);
    };
    call.then(
      (result) => heard(() => done(result)),
      (error: TidemarkError) => heard(() => failed(error)),
    );
  }

  /** A broken promise met inside a callback ends the run at the next event. */
  guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  /** After each event. */
  check(): void {
    const { world, books } = this;
    books.oracle.wall(world.wallMs);
    books.punctuality.clock(this.nowMs, world.wallMs);
    if (this.#broken !== undefined) throw this.#broken;
    if (world.died !== undefined) throw world.died;
  }
}

function newBooks(): Books {
  return { oracle: new Oracle(), punctuality: new Punctuality(), group: new GroupBooks() };
}
