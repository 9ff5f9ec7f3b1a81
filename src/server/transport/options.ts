/** Everything about the transport that may be tuned, with its defaults; config fills it. */
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Clock } from "../../platform/clock.ts";
import type { Log } from "../../telemetry/log.ts";
import * as limits from "../../model/limits.ts";
import type { ExchangeHandler } from "../exchange.ts";

/** PEM texts. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of other nodes: they are asked for one. */
  readonly peerCa?: string | undefined;
}

/** One address to listen on. */
export interface ListenerAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: cleartext. */
  readonly tls?: TlsFiles | undefined;
}

/** What the listener knows of the connection that a stream between nodes came on. */
export interface PeerConnection {
  readonly remoteAddress: string;
  /** Undefined: no TLS. Else whether its certificate is one of a peer. */
  readonly authorized: boolean | undefined;
}

/** Takes the streams that other nodes open; the guards for clients do not look at them. */
export interface PeerDoor {
  readonly path: string;
  /** Takes the stream, or answers why not; true: the connection is another node's. */
  admit(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, from: PeerConnection): boolean;
}

export const DEFAULT_TRANSPORT_LIMITS = {
  connectionsMax: limits.CONNECTIONS_MAX,
  connectionsPerAddressMax: limits.CONNECTIONS_PER_ADDRESS_MAX,
  streamsPerConnectionMax: limits.STREAMS_PER_CONNECTION_MAX,
  pipelinedRequestsMax: limits.PIPELINED_REQUESTS_MAX,
  headerListBytesMax: limits.HEADER_LIST_BYTES_MAX,
  bodyBytesMax: limits.BODY_BYTES_MAX,
  requestMemoryBytesMax: limits.REQUEST_MEMORY_BYTES_MAX,
  streamWindowBytes: limits.STREAM_WINDOW_BYTES,
  connectionWindowBytes: limits.CONNECTION_WINDOW_BYTES,
  sessionMemoryBytesMax: limits.SESSION_MEMORY_BYTES_MAX,
  writeBufferBytesMax: limits.WRITE_BUFFER_BYTES_MAX,
  prefaceTimeoutMs: limits.PREFACE_TIMEOUT_MS,
  headersTimeoutMs: limits.HEADERS_TIMEOUT_MS,
  tlsHandshakeTimeoutMs: limits.TLS_HANDSHAKE_TIMEOUT_MS,
  bodyTimeoutMs: limits.BODY_TIMEOUT_MS,
  writeTimeoutMs: limits.WRITE_TIMEOUT_MS,
  streamStallTimeoutMs: limits.STREAM_STALL_TIMEOUT_MS,
  writeBytesPerSecondMin: limits.WRITE_BYTES_PER_SECOND_MIN,
  idleTimeoutMs: limits.IDLE_TIMEOUT_MS,
  pingIntervalMs: limits.PING_INTERVAL_MS,
  pingTimeoutMs: limits.PING_TIMEOUT_MS,
  closeGraceMs: limits.CLOSE_GRACE_MS,
  lingerMs: limits.LINGER_MS,
  sweepIntervalMs: limits.SWEEP_INTERVAL_MS,
  abnormalEndsBurst: limits.ABNORMAL_ENDS_BURST,
  abnormalEndsPerSecond: limits.ABNORMAL_ENDS_PER_SECOND,
  addressAbnormalEndsBurst: limits.ADDRESS_ABNORMAL_ENDS_BURST,
  addressAbnormalEndsPerSecond: limits.ADDRESS_ABNORMAL_ENDS_PER_SECOND,
  unexplainedBytesBurst: limits.UNEXPLAINED_BYTES_BURST,
  unexplainedBytesPerSecond: limits.UNEXPLAINED_BYTES_PER_SECOND,
  handshakesBurst: limits.HANDSHAKES_BURST,
  handshakesPerSecond: limits.HANDSHAKES_PER_SECOND,
};

export type TransportLimits = Readonly<typeof DEFAULT_TRANSPORT_LIMITS>;

export interface ListenerOptions {
  readonly listeners: readonly ListenerAddress[];
  readonly handler: ExchangeHandler;
  /** Absent: no other node has anything to say here. */
  readonly peers?: PeerDoor | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<TransportLimits> | undefined;
  /** Names in `Host` beside loopback and the addresses listened on. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of web pages that may call, as `https://host[:port]`; `*` for any. */
  readonly corsOrigins?: readonly string[] | undefined;
}
