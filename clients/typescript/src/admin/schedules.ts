/** What waits for its time: list, get, move, cancel. */
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import type { Brokers, RequestOptions } from "../transport/brokers.ts";
import type { PendingRecord, ScheduleFilter } from "./types.ts";
import { toPending } from "./wire.ts";

const v1 = tidemark.v1;

/** Names a waiting record: its schedule id, or `partition:offset` as `send` returned it. */
export interface ScheduleSelector {
  /** Where several partitions may hold the id; without it `AMBIGUOUS_SCHEDULE` is possible. */
  readonly partition?: number;
}

export class Schedules {
  readonly #brokers: Brokers;
  readonly #options: RequestOptions;

  /** @internal Use `Tidemark.admin().schedules`. */
  constructor(brokers: Brokers, options: RequestOptions) {
    this.#brokers = brokers;
    this.#options = options;
  }

  /**
   * Waiting records by due time, as of the moment each page is asked for.
   *
   * @example
   * for await (const { id, deliverAt } of admin.schedules.list("orders", { prefix: "trial-" })) …
   */
  async *list(topic: string, filter: ScheduleFilter = {}): AsyncGenerator<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/ListSchedules";
    const codecs = [v1.ListSchedulesRequest, v1.ListSchedulesResponse] as const;
    let cursor = "";
    do {
      const request = { topic, ...window(filter), cursor };
      const page = await this.#brokers.request(path, ...codecs, request, {
        ...this.#options,
        idempotent: true,
      });
      for (const record of page.schedules) yield toPending(record);
      cursor = page.cursor;
    } while (cursor !== "");
  }

  /** `UNKNOWN_SCHEDULE` where nothing waits under that id. */
  async get(topic: string, id: string, selector: ScheduleSelector = {}): Promise<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/GetSchedule";
    const codecs = [v1.GetScheduleRequest, v1.PendingRecord] as const;
    return toPending(
      await this.#brokers.request(
        path,
        ...codecs,
        { topic, id, ...selector },
        { ...this.#options, idempotent: true },
      ),
    );
  }

  /**
   * Moves the due time to `deliverAt`, or to `delayMs` from now by the broker's clock. Resolves once
   * that is durable; `ALREADY_RELEASED` where the release came first.
   */
  async reschedule(
    topic: string,
    id: string,
    to: ScheduleSelector & { readonly deliverAt?: Date | number; readonly delayMs?: number },
  ): Promise<PendingRecord> {
    const { partition, deliverAt, delayMs } = to;
    if ((deliverAt === undefined) === (delayMs === undefined)) {
      throw new TidemarkError("INVALID_DUE_TIME", "Give either deliverAt or delayMs.");
    }
    const path = "/tidemark.v1.ScheduleService/Reschedule";
    const codecs = [v1.RescheduleRequest, v1.PendingRecord] as const;
    const request = { topic, id, partition, deliverAt: millis(deliverAt), delayMs };
    return toPending(await this.#brokers.request(path, ...codecs, request, this.#options));
  }

  /**
   * Cancels; resolves with what was cancelled once that is durable. Exactly one of "cancelled" and
   * "released" happens: `ALREADY_RELEASED` where the release came first.
   */
  async cancel(topic: string, id: string, selector: ScheduleSelector = {}): Promise<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/CancelSchedule";
    const codecs = [v1.CancelScheduleRequest, v1.PendingRecord] as const;
    return toPending(
      await this.#brokers.request(path, ...codecs, { topic, id, ...selector }, this.#options),
    );
  }

  /** Cancels all that the filter names, everything if it names nothing; resolves with how many. */
  async cancelMany(topic: string, filter: ScheduleFilter): Promise<number> {
    const path = "/tidemark.v1.ScheduleService/CancelSchedules";
    const codecs = [v1.CancelSchedulesRequest, v1.CancelSchedulesResponse] as const;
    const request = { topic, ...window(filter) };
    return (await this.#brokers.request(path, ...codecs, request, this.#options)).cancelled;
  }
}

const millis = (time: Date | number | undefined): number | undefined =>
  time === undefined ? undefined : Number(time);

function window(filter: ScheduleFilter) {
  const { after, before, prefix = "", partition } = filter;
  return { after: millis(after), before: millis(before), prefix, partition };
}
