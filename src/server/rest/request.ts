/** A request of the HTTP table, with what its route has already checked. */
import type { BrokerApi } from "../../broker/api.ts";
import { BODY_BYTES_MAX } from "../../model/limits.ts";
import { type ParsedJson, parseJson } from "../../wire/json/parse.ts";
import type { Query } from "../../wire/json/query.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { readWholeBody } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { accepts } from "../media-type.ts";
import type { ServerParts } from "../parts.ts";
import { JSON_TYPE, sendBytes, sendEmpty, sendJson } from "../reply.ts";
import { ExchangeContext } from "../request-context.ts";

export class RestRequest {
  readonly exchange: Exchange;
  readonly parts: ServerParts;
  readonly context: ExchangeContext;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Of the body; what the route takes it for where the request does not say. */
  readonly mediaType: string;

  constructor(
    exchange: Exchange,
    parts: ServerParts,
    from: {
      readonly params: Readonly<Record<string, string>>;
      readonly query: Query;
      readonly mediaType: string;
    },
  ) {
    this.exchange = exchange;
    this.parts = parts;
    this.context = new ExchangeContext(exchange);
    this.params = from.params;
    this.query = from.query;
    this.mediaType = from.mediaType;
  }

  get broker(): BrokerApi {
    return this.parts.broker;
  }

  /** A segment of the path; routes ask for those they name. */
  param(name: string): string {
    return this.params[name] ?? "";
  }

  async body(): Promise<ParsedJson> {
    return parseJson(await readWholeBody(this.exchange, BODY_BYTES_MAX));
  }

  /** JSON of `value`, or `text` that is JSON already. */
  answer(status: number, value: object | string, headers: Record<string, string> = {}): void {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    sendJson(this.exchange, status, text, headers);
  }

  empty(): void {
    sendEmpty(this.exchange, 204);
  }

  get wantsJson(): boolean {
    const accept = this.exchange.headers["accept"];
    return accepts(accept, JSON_TYPE) && !accepts(accept, LINES_TYPE);
  }

  /** One line each; an array for who asks for application/json. */
  list(lines: readonly string[]): void {
    if (this.wantsJson) this.answer(200, `[${lines.join(",")}]`);
    else this.lines(lines);
  }

  lines(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join("");
    sendBytes(this.exchange, 200, LINES_TYPE, Buffer.from(text, "utf8"));
  }
}
