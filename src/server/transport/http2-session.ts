/**
 * One HTTP/2 session with its guards: abnormal stream ends (G1), idle sessions, unanswered PINGs
 * and sessions that nghttp2 has given up but Node keeps (G2). Must always end in a closed socket.
 */
import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import { EXPLAINED_OVERHEAD_BYTES } from "../../model/limits.ts";
import type { Connection, ConnectionProtocol } from "./connection.ts";
import { dispatch } from "./dispatch.ts";
import type { PeerDoor } from "./options.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { TokenBucket } from "../../lib/token-bucket.ts";

/** Frames nghttp2 may find invalid, and streams it may refuse, before Node ends the session. */
const INVALID_FRAMES_MAX = 100;
/** Entries of one SETTINGS frame; there are some ten settings. */
const SETTINGS_MAX = 32;
const OUTSTANDING_PINGS_MAX = 10;
const HEADER_PAIRS_MAX = 128;
const PING_PAYLOAD = Buffer.alloc(8);
const MEGABYTE = 1_000_000;

export class Http2Session implements ConnectionProtocol {
  readonly #connection: Connection;
  readonly #session: ServerHttp2Session;
  readonly #abnormalEnds: TokenBucket;
  /** Of the certificate; undefined: no TLS. */
  readonly #authorized: boolean | undefined;
  #settled = false;
  #idleSinceMs: number;
  /** When the peer last gave a sign of life. */
  #aliveMs: number;
  /** Useful bytes at the last sweep. */
  #receivedBytes = 0;
  #pingSentMs: number | undefined;

  constructor(connection: Connection, socket: Duplex) {
    const { limits, clock } = connection.transport;
    const nowMs = clock.monotonicMs();
    this.#connection = connection;
    this.#authorized = "authorized" in socket ? socket.authorized === true : undefined;
    this.#idleSinceMs = nowMs;
    this.#aliveMs = nowMs;
    this.#abnormalEnds = new TokenBucket(
      limits.abnormalEndsBurst,
      limits.abnormalEndsPerSecond,
      nowMs,
    );
    this.#session = performServerHandshake(socket, {
      maxSessionMemory: Math.ceil(limits.sessionMemoryBytesMax / MEGABYTE),
      maxSettings: SETTINGS_MAX,
      maxOutstandingPings: OUTSTANDING_PINGS_MAX,
      maxHeaderListPairs: HEADER_PAIRS_MAX,
      maxSessionInvalidFrames: INVALID_FRAMES_MAX,
      maxSessionRejectedStreams: INVALID_FRAMES_MAX,
      settings: {
        enablePush: false,
        initialWindowSize: limits.streamWindowBytes,
        maxConcurrentStreams: limits.streamsPerConnectionMax,
        maxHeaderListSize: limits.headerListBytesMax,
      },
    });
    this.#session.setLocalWindowSize(limits.connectionWindowBytes);
    this.#listen();
    // HTTP/2 knows no half-closed connection: streams are closed one by one.
    socket.once("end", () => connection.destroy());
  }

  get isOpening(): boolean {
    return !this.#settled;
  }

  #listen(): void {
    const session = this.#session;
    // The fourth argument, names and values in turn, is not in Node's types.
    session.on("stream", (stream, headers, ...[, rawHeaders]: unknown[]) => {
      this.#accept(stream, headers, listBytes(rawHeaders as readonly string[]));
    });
    session.once("remoteSettings", () => {
      this.#settled = true;
    });
    session.on("error", () => this.#connection.finish());
    session.on("goaway", () => this.#connection.finishWhenIdle());
    session.on("close", () => this.#connection.finish());
  }

  #accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, headerBytes: number): void {
    this.#connection.explainReceived(headerBytes + EXPLAINED_OVERHEAD_BYTES);
    if (stream.destroyed || stream.closed || this.#connection.isFinishing) {
      stream.on("error", () => {});
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      this.#abnormalEnd();
      return;
    }
    const { peers } = this.#connection.transport;
    if (peers !== undefined && headers[":path"] === peers.path) {
      this.#acceptPeer(peers, stream, headers);
      return;
    }
    const exchange = new Http2Exchange(this.#connection, stream, headers, (brokenOff) => {
      if (brokenOff && !this.#session.destroyed) this.#abnormalEnd();
    });
    dispatch(this.#connection, exchange, headerBytes);
  }

  #acceptPeer(peers: PeerDoor, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const connection = this.#connection;
    const { remoteAddress } = connection;
    connection.enterPeerStream();
    stream.on("close", () => connection.leavePeerStream());
    if (peers.admit(stream, headers, { remoteAddress, authorized: this.#authorized })) {
      connection.becomePeer();
    } else {
      this.#abnormalEnd();
    }
  }

  #abnormalEnd(): void {
    const { addresses, clock } = this.#connection.transport;
    const nowMs = clock.monotonicMs();
    const withinSession = this.#abnormalEnds.take(nowMs);
    const withinAddress = addresses.abnormalEnd(this.#connection.addressKey, nowMs);
    if (!withinSession || !withinAddress) this.#connection.punish("too many broken-off streams");
  }

  /** GOAWAY; streams that are open finish. */
  drain(): void {
    if (!this.#session.destroyed) this.#session.close();
  }

  punish(reason: string): void {
    // Without an error Node would take the second argument for granted and send NO_ERROR.
    this.#destroyLater(new Error(reason), constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  close(): void {
    this.#destroyLater(undefined, undefined);
  }

  /** Never at once: a stream event may come from inside the write that carries its last bytes. */
  #destroyLater(error: Error | undefined, code: number | undefined): void {
    setImmediate(() => {
      if (!this.#session.destroyed) this.#session.destroy(error, code);
    });
  }

  sweep(nowMs: number): void {
    if (this.#session.destroyed) return;
    const { limits } = this.#connection.transport;
    const received = this.#connection.explainedReceivedBytes;
    if (received !== this.#receivedBytes) {
      this.#receivedBytes = received;
      this.#aliveMs = nowMs;
      this.#idleSinceMs = nowMs;
    }
    if (this.#connection.isBusy) this.#idleSinceMs = nowMs;
    if (nowMs - this.#idleSinceMs > limits.idleTimeoutMs) {
      this.drain();
      this.#connection.finish();
      return;
    }
    this.#watchPeer(nowMs);
  }

  #watchPeer(nowMs: number): void {
    const { limits } = this.#connection.transport;
    if (this.#pingSentMs === undefined) {
      if (nowMs - this.#aliveMs < limits.pingIntervalMs) return;
      this.#pingSentMs = nowMs;
      this.#session.ping(PING_PAYLOAD, (error) => {
        if (error === null) this.#aliveMs = this.#connection.transport.clock.monotonicMs();
        this.#pingSentMs = undefined;
      });
    } else if (this.#aliveMs >= this.#pingSentMs) {
      this.#pingSentMs = this.#aliveMs;
    } else if (nowMs - this.#pingSentMs > limits.pingTimeoutMs) {
      this.#connection.lose("the peer does not answer PING");
    }
  }
}

/** As SETTINGS_MAX_HEADER_LIST_SIZE counts: 32 bytes a field beside name and value. */
function listBytes(rawHeaders: readonly string[]): number {
  let bytes = rawHeaders.length * 16;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}
