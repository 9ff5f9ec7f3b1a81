/** What waits for its time: list, get, move, cancel; and what recurs: put, pause, resume. */
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import { headerList } from "../record/headers.ts";
import type { Brokers, RequestOptions } from "../transport/brokers.ts";
import type { PendingRecord, PutSchedule, ScheduleFilter } from "./types.ts";
import { MISFIRES, toPending } from "./wire.ts";

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
   * Creates a recurring schedule, or takes the place of what waits under its id; the same again
   * changes nothing. Resolves once that is durable.
   *
   * @example
   * await admin.schedules.put("reports", "daily", {
   *   cron: "0 9 * * MON-FRI", timeZone: "Europe/Berlin", record: { value: "make the report" },
   * });
   */
  async put(topic: string, id: string, schedule: PutSchedule): Promise<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/PutSchedule";
    const codecs = [v1.PutScheduleRequest, v1.PutScheduleResponse] as const;
    const { record, partition, misfire = "fireOnce", start, end, ...rest } = schedule;
    const times = { start: millis(start), end: millis(end) };
    const recurrence = { ...rest, ...times, misfire: MISFIRES.indexOf(misfire) };
    const request = { topic, id, partition, recurrence, record: template(record) };
    // Sent twice it changes nothing.
    const options = { ...this.#options, idempotent: true };
    const answer = await this.#brokers.request(path, ...codecs, request, options);
    return toPending(answer.schedule);
  }

  /** Nothing fires until `resume`; what is missed meanwhile is passed over. */
  async pause(topic: string, id: string, selector: ScheduleSelector = {}): Promise<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/PauseSchedule";
    const codecs = [v1.PauseScheduleRequest, v1.PendingRecord] as const;
    const request = { topic, id, ...selector };
    const options = { ...this.#options, idempotent: true };
    return toPending(await this.#brokers.request(path, ...codecs, request, options));
  }

  /** Goes on with the next time of the schedule. */
  async resume(topic: string, id: string, selector: ScheduleSelector = {}): Promise<PendingRecord> {
    const path = "/tidemark.v1.ScheduleService/ResumeSchedule";
    const codecs = [v1.ResumeScheduleRequest, v1.PendingRecord] as const;
    const request = { topic, id, ...selector };
    const options = { ...this.#options, idempotent: true };
    return toPending(await this.#brokers.request(path, ...codecs, request, options));
  }

  /**
   * Moves the due time to `deliverAt`, or to `delayMs` from now by the broker's clock. Resolves once
   * that is durable; `ALREADY_RELEASED` where the release came first. Of a recurring schedule, only
   * its next firing moves.
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

  /**
   * Cancels all that the filter names; resolves with how many. One of `after`, `before` and `prefix` must
   * be there; `prefix: ""` is everything.
   */
  async cancelMany(topic: string, filter: ScheduleFilter): Promise<number> {
    const path = "/tidemark.v1.ScheduleService/CancelSchedules";
    const codecs = [v1.CancelSchedulesRequest, v1.CancelSchedulesResponse] as const;
    const request = { topic, ...window(filter) };
    return (await this.#brokers.request(path, ...codecs, request, this.#options)).cancelled;
  }
}

function template({ key, value, headers, ttlMs }: PutSchedule["record"]) {
  const list = headerList(headers);
  const pairs: { key: string; value: Uint8Array }[] = [];
  for (let index = 0; index < list.length; index += 2) {
    pairs.push({ key: String(list[index]), value: bytesOf(list[index + 1] ?? "") });
  }
  return {
    key: key == null ? undefined : bytesOf(key),
    value: value == null ? undefined : bytesOf(value),
    headers: pairs,
    ttlMs,
  };
}

const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === "string" ? Buffer.from(value, "utf8") : value;

const millis = (time: Date | number | undefined): number | undefined =>
  time === undefined ? undefined : Number(time);

function window(filter: ScheduleFilter) {
  const { after, before, prefix, partition } = filter;
  return { after: millis(after), before: millis(before), prefix, partition };
}
