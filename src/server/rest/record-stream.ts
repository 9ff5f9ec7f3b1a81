/** Records on their way to an HTTP reader: in its format, and only as fast as it reads. */
import type { TidemarkError } from "../../model/errors.ts";
import { EVENT_STREAM_COMMENT_MS } from "../../model/limits.ts";
import type { ConsumedRecord } from "../../model/records.ts";
import type { Timer } from "../../platform/clock.ts";
import {
  type DeliveryFormat,
  EVENT_COMMENT,
  events,
  jsonLines,
  valueLines,
} from "../../wire/ndjson/delivery.ts";
import { accepts } from "../media-type.ts";
import { sendError } from "../reply.ts";
import type { RestRequest } from "./request.ts";

export function formatOf(request: RestRequest): DeliveryFormat {
  if (request.query.text("format") === "value") return valueLines;
  return accepts(request.exchange.headers["accept"], "text/event-stream") ? events : jsonLines;
}

interface Pausable {
  pause(): void;
  resume(): void;
}

export class RecordStream {
  readonly #request: RestRequest;
  readonly #format: DeliveryFormat;
  readonly #eventId: (record: ConsumedRecord) => string;
  #session: Pausable | undefined;
  #comments: Timer | undefined;
  #over = false;

  constructor(
    request: RestRequest,
    format: DeliveryFormat,
    eventId: (record: ConsumedRecord) => string,
  ) {
    this.#request = request;
    this.#format = format;
    this.#eventId = eventId;
    request.exchange.onDrain(() => this.#session?.resume());
  }

  set session(session: Pausable) {
    this.#session = session;
  }

  get tellsErrors(): boolean {
    return this.#format.tellsErrors;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Sends the headers now: a reader that waits for records should know that it was understood. */
  begin(): void {
    const { exchange } = this.#request;
    if (this.#over || exchange.headersSent) return;
    exchange.sendHeaders(200, {
      "content-type": this.#format.contentType,
      "cache-control": "no-store",
    });
    if (this.#format === events) this.#commentLater();
  }

  records(records: readonly ConsumedRecord[]): void {
    if (this.#over || records.length === 0) return;
    this.#write(this.#format.records(records, this.#eventId));
  }

  /** Among others: the stream goes on. */
  error(error: TidemarkError, line?: number): void {
    if (!this.#over) this.#write(this.#format.error(error, line));
  }

  /** `cursor`: where to go on, said last. */
  end(error?: TidemarkError, cursor?: string): void {
    if (this.#over) return;
    const { exchange } = this.#request;
    if (error !== undefined && !exchange.headersSent) sendError(exchange, error);
    else {
      if (error !== undefined && this.tellsErrors) this.error(error);
      if (cursor !== undefined && this.#format.cursor !== undefined) {
        this.#write(this.#format.cursor(cursor));
      }
      this.begin();
      if (error !== undefined && !this.tellsErrors) exchange.abort("internal");
      else exchange.end();
    }
    this.stop();
  }

  /** A line of the request has taken effect, durably. Lines of JSON alone know how to say so. */
  confirm(line: number): void {
    if (!this.#over) this.#write(Buffer.from(`{"done":true,"line":${line}}\n`, "utf8"));
  }

  /** The reader is gone. */
  stop(): void {
    this.#over = true;
    this.#comments?.cancel();
  }

  #write(bytes: Buffer): void {
    this.begin();
    if (bytes.length > 0 && !this.#request.exchange.write(bytes)) this.#session?.pause();
  }

  #commentLater(): void {
    this.#comments = this.#request.parts.clock.setTimer(EVENT_STREAM_COMMENT_MS, () => {
      if (this.#over) return;
      this.#request.exchange.write(EVENT_COMMENT);
      this.#commentLater();
    });
  }
}
