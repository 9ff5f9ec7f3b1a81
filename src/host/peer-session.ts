/**
 * One connection that this node opened to another: streams over it share its fate. Must end within a
 * bounded time where the other side does not answer, and say whether anything can have arrived.
 *
 * States: `connecting` → `open` → `over`. One that the other side is about to close takes no new streams.
 */
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  PEER_SESSION_IDLE_MS,
  PEER_SESSION_MEMORY_BYTES_MAX,
  PEER_SESSION_WINDOW_BYTES,
  PEER_SILENCE_MAX_MS,
  PEER_STREAM_WINDOW_BYTES,
} from "../model/limits.ts";
import type { StreamEvents } from "../platform/network.ts";
import { PeerLiveness } from "./peer-liveness.ts";
import { Http2PeerStream, type StreamVerdict } from "./peer-stream.ts";
import { HEADER, PEER_VERSION } from "./peer-headers.ts";

/** PEM texts: this node's certificate, and who signs those of its peers. */
export interface PeerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Nobody is there: what the system says of an address where nothing answers to us. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "ENOTFOUND",
  "EADDRNOTAVAIL",
]);
const MEGABYTE = 1_000_000;
/** Attempts on a connection that breaks before the other side has said anything, and the time between. */
const ATTEMPTS_MAX = 3;
const RETRY_MS = 20;

export interface PeerSessionOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: PeerTls | undefined;
  /** It takes no more streams. */
  readonly onRetired: () => void;
  readonly onOver: () => void;
  /** The other side will not talk to us at all. */
  readonly onRefused: (detail: string) => void;
}

/** A stream that waits for the connection. */
interface Waiting {
  readonly headers: OutgoingHttpHeaders;
  readonly stream: Http2PeerStream;
}

export class PeerSession {
  readonly #options: PeerSessionOptions;
  readonly #connectTimer: NodeJS.Timeout;
  /** Of the present attempt to connect. */
  #session: ClientHttp2Session | undefined;
  #socket: Socket | undefined;
  #attempts = 0;
  #ready = false;
  #waiting: Waiting[] = [];
  #streams = 0;
  #idleSinceMs = performance.now();
  #verdict: StreamVerdict | undefined;

  constructor(options: PeerSessionOptions) {
    this.#options = options;
    this.#connectTimer = setTimeout(() => {
      this.#fail("lost", `no answer within ${PEER_SILENCE_MAX_MS} ms`);
    }, PEER_SILENCE_MAX_MS);
    this.#attempt();
  }

  open(headers: OutgoingHttpHeaders, events: StreamEvents): Http2PeerStream {
    const stream = new Http2PeerStream(() => this.#verdict);
    stream.events = events;
    if (this.#ready) this.#request({ headers, stream });
    else this.#waiting.push({ headers, stream });
    return stream;
  }

  /** Everything that is open ends as `lost`, here and there. */
  destroy(): void {
    this.#fail("lost", "this node stops");
  }

  #attempt(): void {
    this.#attempts += 1;
    const socket = this.#connect();
    this.#socket = socket;
    const session = connectHttp2(`${this.#options.tls === undefined ? "http" : "https"}://peer`, {
      createConnection: () => socket,
      maxSessionMemory: Math.ceil(PEER_SESSION_MEMORY_BYTES_MAX / MEGABYTE),
      settings: { enablePush: false, initialWindowSize: PEER_STREAM_WINDOW_BYTES },
    });
    this.#session = session;
    session.once("connect", () => {
      // One that was given up meanwhile says so, too.
      if (!session.destroyed) session.setLocalWindowSize(PEER_SESSION_WINDOW_BYTES);
    });
    session.once("remoteSettings", () => this.#becomeReady(session));
    session.on("goaway", (code: number) => this.#goaway(code));
    session.on("error", (error: Error) => this.#break(socket, error.message));
    session.on("close", () => this.#break(socket, "the connection closed"));
  }

  #connect(): Socket {
    const { host, port, tls } = this.#options;
    const socket = tls === undefined ? connectTcp({ host, port }) : openTls(host, port, tls);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    // Before HTTP/2 hears of it: by the time that streams break it is known why.
    let connected = false;
    socket.once("connect", () => (connected = true));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (!connected && UNREACHABLE.has(error.code ?? "")) this.#fail("unreachable", error.message);
      else if (error.syscall === undefined && tls !== undefined) this.#refuse(error.message);
      else this.#break(socket, error.message);
    });
    socket.once("end", () => this.#break(socket, "the other side closed the connection"));
    socket.once("close", () => this.#break(socket, "the connection closed"));
    return socket;
  }

  #becomeReady(session: ClientHttp2Session): void {
    // One that breaks at once is tried again, or given up, when it closes.
    if (this.#verdict !== undefined || session.destroyed || session.closed) return;
    clearTimeout(this.#connectTimer);
    this.#ready = true;
    const silent = (): void => this.#fail("lost", `no sign of life for ${PEER_SILENCE_MAX_MS} ms`);
    void new PeerLiveness(session, silent, () => this.#closeWhereIdle(session));
    for (const waiting of this.#waiting.splice(0)) this.#request(waiting);
  }

  #request({ headers, stream }: Waiting): void {
    const request = this.#session!.request(headers, { endStream: false });
    this.#streams += 1;
    request.on("close", () => {
      this.#streams -= 1;
      this.#idleSinceMs = performance.now();
    });
    request.on("response", (answer) => {
      const refusal = refusalIn(answer);
      if (refusal === undefined) stream.opened();
      else stream.finish({ end: "refused", detail: refusal });
    });
    stream.attach(request);
  }

  /**
   * The connection is gone. Where it never was of use the process at the other side was dying, or has
   * just died: another attempt finds out which.
   */
  #break(socket: Socket, detail: string): void {
    if (this.#verdict !== undefined || socket !== this.#socket) return;
    this.#socket = undefined;
    if (this.#ready || this.#attempts >= ATTEMPTS_MAX) {
      this.#fail("lost", detail);
      return;
    }
    this.#session?.destroy();
    setTimeout(() => {
      if (this.#verdict === undefined) this.#attempt();
    }, RETRY_MS);
  }

  #goaway(code: number): void {
    if (code === constants.NGHTTP2_INADEQUATE_SECURITY) this.#refuse("it speaks TLS only");
    else this.#options.onRetired();
  }

  #refuse(detail: string): void {
    this.#options.onRefused(detail);
    this.#fail("refused", detail);
  }

  #fail(end: StreamVerdict["end"], detail: string): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = { end, detail };
    clearTimeout(this.#connectTimer);
    this.#options.onRetired();
    this.#options.onOver();
    this.#session?.destroy();
    for (const { stream } of this.#waiting.splice(0)) stream.finish(this.#verdict);
  }

  #closeWhereIdle(session: ClientHttp2Session): void {
    const idleMs = performance.now() - this.#idleSinceMs;
    if (this.#streams > 0 || idleMs < PEER_SESSION_IDLE_MS || session.destroyed) return;
    this.#options.onRetired();
    session.close();
  }
}

function openTls(host: string, port: number, tls: PeerTls): Socket {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...tls, ...servername, ALPNProtocols: ["h2"] });
}

function refusalIn(answer: IncomingHttpHeaders): string | undefined {
  const refused = answer[HEADER.refused];
  if (typeof refused === "string") return refused;
  if (answer[HEADER.version] !== PEER_VERSION) return "it does not talk to brokers of a cluster";
  const status = Number(answer[":status"]);
  return status === 200 ? undefined : `it answered ${status}`;
}
