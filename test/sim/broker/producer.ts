/**
 * An idempotent producer in virtual time: numbers its batches, keeps several under way, and sends
 * again, in order and under the same numbers, whatever was refused for a while or lost with a
 * connection. In the end each of its records is acknowledged, and the log holds each once, in order.
 */
import type { BrokerApi, ProduceSession, RequestContext } from "../../../src/broker/api.ts";
import type { ErrorCode, TidemarkError } from "../../../src/model/errors.ts";
import { BatchBuilder } from "../../../src/record/build.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import type { SimSchedule } from "../platform/sim-schedule.ts";
import type { Oracle, Sent } from "./oracle.ts";

const RETRY_MS = 20;
/** How long an answer is on its way: what is sent meanwhile does not know of it. */
const ANSWER_MAX_MS = 10;
/** How often one that has nothing open is succeeded by another, which the log has never seen. */
const SUCCESSION_CHANCE = 0.3;
/** Says that a batch is in the log already, not where. */
const APPENDED: ErrorCode = "DUPLICATE_SEQUENCE";
/** It comes again behind the batch before it, which was refused for a while; or its topic is gone. */
const LATER: ReadonlySet<ErrorCode> = new Set(["OUT_OF_ORDER_SEQUENCE", "UNKNOWN_TOPIC"]);

/** Now and then a record's time is ahead, within what the broker takes: the segment is rolled by age. */
const AHEAD_CHANCE = 0.3;
const AHEAD_MAX_MS = 50 * 60_000;

interface Outgoing {
  readonly sequence: number;
  readonly timestamp: number;
  readonly sents: readonly Sent[];
}

export interface SimProducerParts {
  readonly schedule: SimSchedule;
  readonly random: SimRandom;
  readonly oracle: Oracle;
  readonly topic: string;
  readonly partition: number;
  readonly context: RequestContext;
  readonly wallMs: () => number;
  readonly note: (event: string) => void;
  readonly guard: (check: () => void) => void;
  /** It was turned away: another broker may be the one to ask. */
  readonly refused?: (code: ErrorCode) => void;
}

export class SimProducer {
  readonly #parts: SimProducerParts;
  /** In order of their sequences: to be sent, or sent and not answered. */
  #open: Outgoing[] = [];
  #underWay = new Set<Outgoing>();
  #identity: { readonly producerId: number; readonly producerEpoch: number } | undefined;
  #api: BrokerApi | undefined;
  #session: ProduceSession | undefined;
  /** Grows with every connection: what an older one still says is not heard. */
  #connection = 0;
  #sequence = 0;
  #count = 0;
  #pausing = false;
  #nextId = 1;
  #ids = new Map<number, Outgoing>();

  constructor(parts: SimProducerParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#open.length === 0;
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  connect(api: BrokerApi): void {
    const connection = ++this.#connection;
    const { context, guard, schedule, random } = this.#parts;
    this.#api = api;
    this.#pausing = false;
    const opened = () => {
      if (connection !== this.#connection) return;
      const ids = new Map<number, Outgoing>();
      const session = api.records.openProduce(
        context,
        { acks: "all" },
        {
          ack: (id, result) =>
            void schedule.after(random.float() * ANSWER_MAX_MS, () =>
              guard(() => {
                if (connection === this.#connection) this.#answered(ids.get(id)!, result);
              }),
            ),
          credit: () => undefined,
          pause: () => undefined,
          resume: () => undefined,
          end: () => undefined,
        },
      );
      this.#ids = ids;
      this.#session = session;
      this.#send();
    };
    if (this.#identity !== undefined) return opened();
    api.records.initProducer(context, {}).then(
      (identity) => {
        if (connection !== this.#connection) return;
        this.#identity = identity;
        opened();
      },
      () => undefined,
    );
  }

  disconnect(): void {
    this.#connection += 1;
    this.#api = undefined;
    this.#session = undefined;
    this.#underWay.clear();
  }

  publish(): void {
    const { random, oracle, partition } = this.#parts;
    const wallMs = this.#parts.wallMs();
    if (this.isIdle && this.#api !== undefined && random.chance(SUCCESSION_CHANCE)) {
      const api = this.#api;
      this.disconnect();
      this.#identity = undefined;
      this.#sequence = 0;
      this.connect(api);
    }
    const sents: Sent[] = [];
    for (let left = random.int(1, 4); left > 0; left -= 1) {
      this.#count += 1;
      const value = `p${partition}-${String(this.#count).padStart(5, "0")}`;
      sents.push(oracle.send(value, partition, undefined));
    }
    const aheadMs = random.chance(AHEAD_CHANCE) ? random.int(0, AHEAD_MAX_MS) : 0;
    this.#open.push({ sequence: this.#sequence, timestamp: wallMs + aheadMs, sents });
    this.#sequence += sents.length;
    this.#send();
  }

  #send(): void {
    const { topic, partition, note } = this.#parts;
    const session = this.#session;
    if (session === undefined || this.#pausing) return;
    for (const outgoing of this.#open) {
      if (this.#underWay.has(outgoing)) continue;
      this.#underWay.add(outgoing);
      const id = this.#nextId++;
      this.#ids.set(id, outgoing);
      note(`produce ${outgoing.sents.map(({ value }) => value).join(" ")}`);
      session.produce({ id, topic, partition, batch: this.#encode(outgoing) });
    }
  }

  #encode(outgoing: Outgoing): Buffer {
    const { sequence, sents } = outgoing;
    const builder = new BatchBuilder({ ...this.#identity, baseSequence: sequence });
    // The broker's clock may have stepped back since.
    const latest = this.#parts.wallMs() + AHEAD_MAX_MS;
    const timestamp = Math.min(outgoing.timestamp, latest);
    for (const { value } of sents) {
      builder.append({ timestamp, key: undefined, value: Buffer.from(value) });
    }
    return builder.build();
  }

  #answered(outgoing: Outgoing, result: { readonly baseOffset: number } | TidemarkError): void {
    const { oracle, note } = this.#parts;
    this.#underWay.delete(outgoing);
    if (!(result instanceof Error)) {
      this.#settled(outgoing);
      for (const [index, sent] of outgoing.sents.entries()) {
        oracle.acknowledged(sent, result.baseOffset + index);
      }
      note(`produced ${outgoing.sents[0]!.value} at ${result.baseOffset}`);
      return;
    }
    note(`produce of ${outgoing.sents[0]!.value}: ${result.code}`);
    if (result.code === APPENDED) {
      this.#settled(outgoing);
      for (const sent of outgoing.sents) sent.outcome = "acknowledged";
    } else if (result.retriable || LATER.has(result.code)) {
      this.#parts.refused?.(result.code);
      this.#pause();
    } else throw new Error(`idempotent producer: ${result.code}: ${result.message}`);
  }

  #settled(outgoing: Outgoing): void {
    this.#open = this.#open.filter((other) => other !== outgoing);
    if (this.#pausing) this.#pause();
  }

  /** Goes on, from the first that is open, once all that is under way is answered. */
  #pause(): void {
    this.#pausing = true;
    if (this.#underWay.size > 0) return;
    const connection = this.#connection;
    this.#parts.schedule.after(RETRY_MS, () => {
      if (connection !== this.#connection) return;
      this.#pausing = false;
      this.#send();
    });
  }
}
