/**
 * Asks brokers in JSON: any of those given that answers. A question is asked again elsewhere where a
 * broker cannot be reached; a change only where it certainly was not made.
 */
import { type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { ERRORS, TidemarkError } from "../../model/errors.ts";
import { UnreachableError, UsageError } from "../failure.ts";

const DEFAULT_PORT = 9470;
/** Above what a broker waits for its controllers (15 s), so that it is the one to say what is wrong. */
const TIMEOUT_MS = 20_000;
/** Descriptions of ten thousand partitions; more is no broker. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** Where the port is closed nothing was sent. */
const CERTAINLY_UNSENT: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ENOTFOUND"]);

export class BrokerHttp {
  readonly #servers: readonly URL[];
  readonly #ca: string | undefined;
  readonly #timeoutMs: number;

  constructor(servers: readonly string[], ca?: string, timeoutMs = TIMEOUT_MS) {
    this.#servers = servers.map(urlOf);
    this.#ca = ca;
    this.#timeoutMs = timeoutMs;
  }

  get(path: string): Promise<unknown> {
    return this.#anywhere("GET", path, undefined, () => true);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#anywhere("POST", path, body, (code) => CERTAINLY_UNSENT.has(code));
  }

  async #anywhere(
    method: string,
    path: string,
    body: unknown,
    mayAskAgain: (code: string | undefined) => boolean,
  ): Promise<unknown> {
    const problems: string[] = [];
    for (const server of this.#servers) {
      try {
        return await this.#ask(server, method, path, body);
      } catch (error) {
        // A broker that is on its way up or down: another one may do.
        if (error instanceof TidemarkError && !PASSING.has(error.code)) throw error;
        const { code, message } = error as NodeJS.ErrnoException;
        problems.push(`${server.host} (${code ?? message})`);
        if (!(error instanceof TidemarkError) && !mayAskAgain(code)) break;
      }
    }
    throw new UnreachableError(
      `no broker answers at ${problems.join(", ")}`,
      "Is it running (tidemark serve)? Another address: --server HOST:PORT or TIDEMARK_SERVER.",
    );
  }

  #ask(server: URL, method: string, path: string, body: unknown): Promise<unknown> {
    const isSecure = server.protocol === "https:" || this.#ca !== undefined;
    const send = isSecure ? secureRequest : plainRequest;
    const options: RequestOptions & { readonly ca?: string } = {
      host: server.hostname.replaceAll(/^\[|\]$/g, ""),
      port: server.port === "" ? DEFAULT_PORT : Number(server.port),
      method,
      path,
      headers: { accept: "application/json", "content-type": "application/json" },
      agent: false,
      timeout: this.#timeoutMs,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
    };
    return new Promise((resolve, reject) => {
      const asked = send(options, (answer) => void readAnswer(answer).then(resolve, reject));
      asked.once("timeout", () => asked.destroy(new Error("no answer")));
      asked.once("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

const PASSING: ReadonlySet<string> = new Set(["STARTING", "SHUTTING_DOWN"]);

function urlOf(server: string): URL {
  const text = server.includes("://") ? server : `http://${server}`;
  if (!URL.canParse(text)) throw new UsageError(`${server} is no address`, "Write HOST:PORT.");
  return new URL(text);
}

async function readAnswer(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error("the answer is too large");
  }
  const text = Buffer.concat(chunks).toString();
  const { statusCode = 0 } = answer;
  if (statusCode >= 200 && statusCode < 300) return text === "" ? undefined : parsed(text);
  throw errorOf(statusCode, text);
}

function errorOf(status: number, text: string): Error {
  const { error } = (parsed(text) ?? {}) as { error?: { code?: string; message?: string } };
  if (error?.code === undefined || !Object.hasOwn(ERRORS, error.code)) {
    return new Error(`status ${status}`);
  }
  return new TidemarkError(error.code as keyof typeof ERRORS, error.message ?? "");
}

/** Undefined: it is not JSON, so no answer of a broker. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
