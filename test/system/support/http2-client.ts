/** One HTTP/2 connection to a broker, for calls and for streams that live beside them. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import type { Json } from "./reflected-client.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly trailers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The lines of a response that goes on, and a body that may go on too. */
export class LineStream {
  readonly lines: Json[] = [];
  readonly stream: ClientHttp2Stream;
  /** Resolves when the response is over. */
  readonly ended: Promise<void>;
  #isOver = false;
  #partial = "";
  readonly #waiting = new Set<() => void>();

  constructor(stream: ClientHttp2Stream) {
    this.stream = stream;
    stream.setEncoding("utf8");
    stream.on("error", () => {});
    stream.on("data", (text: string) => this.#take(text));
    this.ended = new Promise((resolve) => {
      stream.on("close", () => {
        this.#isOver = true;
        this.#look();
        resolve();
      });
    });
  }

  send(line: Json | string): void {
    this.stream.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  }

  /** The first line, from those already here on, that has the wanted look. */
  find(wanted: (line: Json) => boolean): Promise<Json> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.lines.find(wanted);
        if (found === undefined && !this.#isOver) return;
        this.#waiting.delete(look);
        if (found === undefined) reject(new Error(`ended after ${JSON.stringify(this.lines)}`));
        else resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #take(text: string): void {
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line !== "") this.lines.push(JSON.parse(line) as Json);
    this.#look();
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }
}

export class Http2Client {
  readonly #session: ClientHttp2Session;

  constructor(url: string) {
    this.#session = connect(url, { rejectUnauthorized: false });
    this.#session.on("error", () => {});
  }

  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  request(path: string, request: HttpRequest = {}): Promise<Answer> {
    const { method = request.body === undefined ? "GET" : "POST", headers, body } = request;
    const stream = this.#session.request({ ":method": method, ":path": path, ...headers });
    stream.end(body);
    return answerOf(stream);
  }

  /** A POST whose body never ends; resolves when the other side ends it. */
  open(path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const fields = { ":method": "POST", ":path": path, ...headers };
    return answerOf(this.#session.request(fields, { endStream: false }));
  }

  /** A JSON call. */
  async json(method: string, path: string, value?: Json | string): Promise<Answer & Json> {
    const body = typeof value === "string" || value === undefined ? value : JSON.stringify(value);
    const headers: Record<string, string> =
      body === undefined ? {} : { "content-type": "application/json" };
    const answer = await this.request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = answer.body.toString();
    return { ...(text === "" ? {} : (JSON.parse(text) as Json)), ...answer };
  }

  /** A response of lines that is read while it comes; `method` POST leaves the body open. */
  lines(path: string, method = "GET", type = "application/x-ndjson"): LineStream {
    const headers = { ":method": method, ":path": path };
    if (method === "GET") return new LineStream(this.#session.request(headers));
    return new LineStream(
      this.#session.request({ ...headers, "content-type": type }, { endStream: false }),
    );
  }

  close(): void {
    this.#session.destroy();
  }
}

function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = [];
  let [headers, trailers]: [Answer["headers"], Answer["trailers"]] = [{}, {}];
  stream.on("response", (received) => (headers = received));
  stream.on("trailers", (received) => (trailers = received));
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("error", () => {});
  return new Promise((resolve) => {
    stream.on("close", () => {
      const status = Number(headers[":status"] ?? 0);
      resolve({ status, headers, trailers, body: Buffer.concat(chunks) });
    });
  });
}
