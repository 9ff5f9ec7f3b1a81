/** One HTTP/2 connection to a broker, for what tests say in JSON and lines. Never retries. */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type OutgoingHttpHeaders,
} from "node:http2";

const JSON_TYPE = "application/json";
const LINES_TYPE = "application/x-ndjson";

/** The connection or stream ended without an answer: nobody knows whether the request took effect. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON. */
  json(): unknown;
  /** The body as lines of JSON. */
  lines(): unknown[];
}

export class HttpClient {
  readonly session: ClientHttp2Session;

  constructor(url: string) {
    this.session = connect(url);
    this.session.on("error", () => undefined);
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const stream = this.#open(method, path, {
      ...(body === undefined ? {} : { "content-type": JSON_TYPE }),
      ...headers,
    });
    if (body === undefined) stream.end();
    else stream.end(typeof body === "string" ? body : JSON.stringify(body));
    let status = 0;
    stream.on("response", (head) => (status = head[":status"] ?? 0));
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => (text += chunk));
    await ended(stream);
    return {
      status,
      text,
      json: () => JSON.parse(text) as unknown,
      lines: () =>
        text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as unknown),
    };
  }

  /** Lines both ways on one stream. */
  lines(method: string, path: string, onLine: (line: unknown) => void): LineStream {
    const stream = this.#open(method, path, { "content-type": LINES_TYPE });
    return new LineStream(stream, onLine);
  }

  close(): void {
    this.session.destroy();
  }

  #open(method: string, path: string, headers: OutgoingHttpHeaders): ClientHttp2Stream {
    if (this.session.destroyed || this.session.closed) throw new ConnectionLost("it is closed");
    return this.session.request({ ":method": method, ":path": path, ...headers });
  }
}

export class LineStream {
  readonly stream: ClientHttp2Stream;
  /** Resolves when the broker ended it well, rejects where it broke. */
  readonly ended: Promise<void>;
  #rest = "";

  constructor(stream: ClientHttp2Stream, onLine: (line: unknown) => void) {
    this.stream = stream;
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const lines = (this.#rest + chunk).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") onLine(JSON.parse(line));
    });
    this.ended = ended(stream);
    this.ended.catch(() => undefined);
  }

  write(line: unknown): void {
    this.stream.write(`${JSON.stringify(line)}\n`);
  }

  end(): void {
    this.stream.end();
  }

  /** Gives it up. */
  close(): void {
    this.stream.close();
  }
}

function ended(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve, reject) => {
    let whole = false;
    stream.on("end", () => (whole = true));
    stream.on("error", (error) => reject(new ConnectionLost(error.message)));
    stream.on("close", () => {
      if (whole && stream.rstCode === 0) resolve();
      else reject(new ConnectionLost(`stream closed with ${stream.rstCode}`));
    });
  });
}
