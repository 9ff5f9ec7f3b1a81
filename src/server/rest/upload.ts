/**
 * An upload of lines: records are published while it goes on, results come back in the order of the
 * lines as they become durable. What is under way is bounded; above it the upload is paused.
 */
import { TidemarkError } from "../../model/errors.ts";
import { UPLOAD_BYTES_MAX, UPLOAD_CALL_LINES_MAX, UPLOAD_CALLS_MAX } from "../../model/limits.ts";
import type { Acks, RecordInput, RecordResult } from "../../model/records.ts";
import { resultText } from "../../wire/json/records.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { LineSplitter } from "../../wire/ndjson/framing.ts";
import { lineTooLong } from "../../wire/ndjson/records.ts";
import { asTidemarkError } from "../failures.ts";
import { publishAll } from "../publish.ts";
import { sendError } from "../reply.ts";
import type { RestRequest } from "./request.ts";
import { type TraceHeaders, traceHeadersOf, withTrace } from "./trace-headers.ts";

type Entry = RecordInput | TidemarkError;

/** Calls that go out at once; beyond them lines gather while these become durable. */
const EAGER_CALLS = 2;

/** Lines that are published together. */
class Call {
  readonly entries: Entry[] = [];
  readonly lines: number[] = [];
  sizeBytes = 0;
  results: readonly RecordResult[] | undefined;
  /** The broker refused all of it. */
  refusal: TidemarkError | undefined;
}

export interface UploadOptions {
  readonly topic: string;
  readonly acks: Acks;
  /** Undefined: no record. Never throws. */
  readonly parse: (line: Buffer) => Entry | undefined;
}

export class RecordUpload {
  readonly #request: RestRequest;
  readonly #options: UploadOptions;
  readonly #trace: TraceHeaders;
  readonly #splitter: LineSplitter;
  /** Published and not yet answered, oldest first. */
  readonly #underWay: Call[] = [];
  #gathering = new Call();
  #unsettled = 0;
  #bytes = 0;
  #any = false;
  #bodyEnded = false;
  #writeBlocked = false;
  #over = false;
  /** The broker refused a whole call: what is under way is answered, nothing more is read. */
  #refused: TidemarkError | undefined;

  constructor(request: RestRequest, options: UploadOptions) {
    this.#request = request;
    this.#options = options;
    this.#trace = traceHeadersOf(request.exchange);
    this.#splitter = new LineSplitter({
      line: (bytes, number) => this.#line(bytes, number),
      tooLong: (number) => this.#entry(lineTooLong(), number, 0),
    });
  }

  start(): void {
    const { exchange } = this.#request;
    exchange.markStreaming();
    exchange.signal.addEventListener("abort", () => (this.#over = true), { once: true });
    exchange.onDrain(() => {
      this.#writeBlocked = false;
      this.#adjustFlow();
    });
    exchange.readBody({
      data: (chunk) => this.#data(chunk),
      end: () => this.#end(),
    });
  }

  #data(chunk: Buffer): void {
    if (this.#over || this.#refused !== undefined) return;
    this.#splitter.push(chunk);
    this.#publishGathered(false);
    this.#adjustFlow();
  }

  #end(): void {
    if (this.#over) return;
    this.#bodyEnded = true;
    if (this.#refused === undefined) {
      this.#splitter.finish();
      // An empty upload still has a topic, which may not exist.
      this.#publishGathered(!this.#any);
    }
    this.#finishIfDone();
  }

  #line(bytes: Buffer, number: number): void {
    const entry = this.#options.parse(bytes);
    if (entry === undefined) return;
    this.#entry(
      entry instanceof TidemarkError ? entry : withTrace(entry, this.#trace),
      number,
      bytes.length,
    );
  }

  #entry(entry: Entry, number: number, sizeBytes: number): void {
    const call = this.#gathering;
    call.entries.push(entry);
    call.lines.push(number);
    call.sizeBytes += sizeBytes;
    this.#bytes += sizeBytes;
    if (call.entries.length >= UPLOAD_CALL_LINES_MAX) this.#publish();
  }

  #publishGathered(evenEmpty: boolean): void {
    const waiting = this.#gathering.entries.length;
    if (waiting === 0 ? evenEmpty : this.#unsettled < EAGER_CALLS || this.#bodyEnded)
      this.#publish();
  }

  #publish(): void {
    const call = this.#gathering;
    this.#gathering = new Call();
    this.#any = true;
    this.#unsettled++;
    this.#underWay.push(call);
    void this.#settle(call);
  }

  /** Never rejects. */
  async #settle(call: Call): Promise<void> {
    const { broker, context, parts } = this.#request;
    const { topic, acks } = this.#options;
    try {
      call.results = await publishAll(broker, context, topic, call.entries, acks);
    } catch (failure) {
      const error = asTidemarkError(failure, parts.log);
      this.#refused ??= error;
      call.refusal = error;
      call.results = call.entries.map((entry) => ({
        error: entry instanceof TidemarkError ? entry : error,
      }));
    }
    this.#unsettled--;
    this.#bytes -= call.sizeBytes;
    if (this.#over) return;
    this.#answer();
    if (this.#over) return;
    if (this.#refused === undefined) this.#publishGathered(false);
    this.#adjustFlow();
    this.#finishIfDone();
  }

  /** Writes the results that are next in order. */
  #answer(): void {
    const { exchange } = this.#request;
    let text = "";
    while (this.#underWay[0]?.results !== undefined) {
      const { results, lines, refusal } = this.#underWay[0];
      if (refusal !== undefined && !exchange.headersSent && text === "") {
        // Nothing was published before it: the whole upload has this one answer.
        this.#over = true;
        sendError(exchange, refusal);
        return;
      }
      this.#underWay.shift();
      for (const [index, result] of results.entries())
        text += `${resultText(result, lines[index])}\n`;
    }
    if (text === "") return;
    this.#begin();
    if (!exchange.write(Buffer.from(text, "utf8"))) this.#writeBlocked = true;
  }

  #begin(): void {
    const { exchange } = this.#request;
    if (!exchange.headersSent) exchange.sendHeaders(200, { "content-type": LINES_TYPE });
  }

  #adjustFlow(): void {
    if (this.#over || this.#bodyEnded) return;
    const full = this.#unsettled >= UPLOAD_CALLS_MAX || this.#bytes >= UPLOAD_BYTES_MAX;
    if (full || this.#writeBlocked) this.#request.exchange.pauseBody();
    else this.#request.exchange.resumeBody();
  }

  #finishIfDone(): void {
    const more = !this.#bodyEnded && this.#refused === undefined;
    if (this.#over || more || this.#underWay.length > 0) return;
    this.#over = true;
    this.#begin();
    this.#request.exchange.end();
  }
}
