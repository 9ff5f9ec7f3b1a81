/**
 * The real network between nodes: one HTTP/2 connection to each target, on the port that clients use
 * too, and a stream of it for each peer stream. Must never throw at who opens, nor take a stream of
 * another cluster.
 */
import {
  constants,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { parseHostPort } from "../config/forms.ts";
import {
  PEER_CONNECTIONS_MAX,
  PEER_CONNECTIONS_PER_NODE_MAX,
  PEER_SESSION_WINDOW_BYTES,
  PEER_STREAMS_MAX,
  PEER_STREAM_WINDOW_BYTES,
} from "../model/limits.ts";
import type {
  Channel,
  Network,
  PeerStream,
  PeerTarget,
  StreamEvents,
} from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import { HEADER, PEER_PATH, PEER_VERSION } from "./peer-headers.ts";
import { PeerLiveness } from "./peer-liveness.ts";
import { PeerSession, type PeerTls } from "./peer-session.ts";
import { Http2PeerStream } from "./peer-stream.ts";

type AcceptStream = (from: number, stream: PeerStream) => StreamEvents;

export interface PeerNetworkOptions {
  readonly brokerId: number;
  readonly clusterId: string;
  readonly log: Log;
  /** Asked at each new connection; undefined: connections are not encrypted. */
  readonly tls: () => PeerTls | undefined;
}

/** What the listener knows of the connection that a stream came on. */
export interface PeerConnection {
  readonly remoteAddress: string;
  /** Undefined: no TLS. Else whether its certificate is one of a peer. */
  readonly authorized: boolean | undefined;
}

const IGNORE: StreamEvents = { message: () => {}, closed: () => {} };

export class PeerNetwork implements Network {
  /** Requests to this path are for `admit`. */
  readonly path = PEER_PATH;
  readonly #options: PeerNetworkOptions;
  readonly #acceptors = new Map<string, AcceptStream>([["probe", () => IGNORE]]);
  /** By broker id and address, those that take streams. */
  readonly #sessions = new Map<string, PeerSession>();
  readonly #allSessions = new Set<PeerSession>();
  /** Connections of other nodes, and whose they are. */
  readonly #admitted = new Map<ServerHttp2Session, number>();
  #closed = false;

  constructor(options: PeerNetworkOptions) {
    this.#options = options;
  }

  open(target: PeerTarget, channel: Channel, events: StreamEvents): PeerStream {
    const { brokerId, clusterId } = this.#options;
    try {
      if (this.#closed) throw new Error("this node stops");
      return this.#sessionTo(target).open(
        {
          ":method": "POST",
          ":path": PEER_PATH,
          ":authority": target.address,
          [HEADER.version]: PEER_VERSION,
          [HEADER.clusterId]: clusterId,
          [HEADER.from]: String(brokerId),
          [HEADER.to]: String(target.brokerId),
          [HEADER.channel]: channel,
        },
        events,
      );
    } catch (error) {
      return deadStream(events, (error as Error).message);
    }
  }

  accept(channel: Channel, accept: AcceptStream): void {
    this.#acceptors.set(channel, accept);
  }

  /** Takes a stream that the listener got, or answers why not; true where the connection is a peer's. */
  admit(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, from: PeerConnection): boolean {
    stream.on("error", () => {});
    const refusal = this.#refusalOf(headers, from);
    if (refusal !== undefined) {
      this.#options.log.warnOften("peer-refused", "a stream of another broker was refused", {
        peer: from.remoteAddress,
        broker: headers[HEADER.from],
        reason: refusal,
      });
      refuse(stream, refusal);
      return false;
    }
    const node = Number(headers[HEADER.from]);
    if (!this.#admitConnection(stream.session as ServerHttp2Session, node)) {
      refuse(stream, "it has as many connections as it may have");
      return false;
    }
    const channel = String(headers[HEADER.channel]);
    const accept = this.#acceptors.get(channel);
    if (accept === undefined || this.#closed) {
      refuse(stream, `this broker does not take channel ${channel} now`);
      return true;
    }
    stream.respond({ ":status": 200, [HEADER.version]: PEER_VERSION });
    const accepted = new Http2PeerStream(() => undefined);
    accepted.events = accept(node, accepted);
    accepted.attach(stream);
    return true;
  }

  /** Ends all that this node opened; what others opened goes with the listener. */
  close(): void {
    this.#closed = true;
    for (const session of this.#allSessions) session.destroy();
  }

  #sessionTo(target: PeerTarget): PeerSession {
    const key = `${target.brokerId}@${target.address}`;
    const present = this.#sessions.get(key);
    if (present !== undefined) return present;
    const place = parseHostPort(target.address);
    if (place === undefined) throw new Error(`${target.address} is no address`);
    const session: PeerSession = new PeerSession({
      ...place,
      tls: this.#options.tls(),
      onRetired: () => {
        if (this.#sessions.get(key) === session) this.#sessions.delete(key);
      },
      onOver: () => this.#allSessions.delete(session),
      onRefused: (detail) => {
        this.#options.log.warnOften("peer-refuses", "another broker refuses this one", {
          broker: target.brokerId,
          address: target.address,
          reason: detail,
        });
      },
    });
    this.#sessions.set(key, session);
    this.#allSessions.add(session);
    return session;
  }

  #refusalOf(headers: IncomingHttpHeaders, from: PeerConnection): string | undefined {
    const { brokerId, clusterId } = this.#options;
    if (from.authorized === false) return "its certificate is not one of a broker of this cluster";
    // Only web pages have one.
    if (headers["origin"] !== undefined || headers[":method"] !== "POST") return "it is no broker";
    if (headers[HEADER.version] !== PEER_VERSION) {
      return `it speaks version ${String(headers[HEADER.version])} of the protocol, not ${PEER_VERSION}`;
    }
    if (headers[HEADER.clusterId] !== clusterId) return `this is a broker of cluster ${clusterId}`;
    if (headers[HEADER.to] !== String(brokerId)) return `this is broker ${brokerId}`;
    if (!/^\d{1,10}$/.test(String(headers[HEADER.from]))) return "it does not say who it is";
    return undefined;
  }

  #admitConnection(session: ServerHttp2Session, node: number): boolean {
    if (this.#admitted.has(session)) return true;
    const ofNode = [...this.#admitted.values()].filter((other) => other === node).length;
    if (ofNode >= PEER_CONNECTIONS_PER_NODE_MAX || this.#admitted.size >= PEER_CONNECTIONS_MAX) {
      return false;
    }
    this.#admitted.set(session, node);
    session.once("close", () => this.#admitted.delete(session));
    session.settings({
      initialWindowSize: PEER_STREAM_WINDOW_BYTES,
      maxConcurrentStreams: PEER_STREAMS_MAX,
    });
    session.setLocalWindowSize(PEER_SESSION_WINDOW_BYTES);
    void new PeerLiveness(session, () => session.destroy());
    return true;
  }
}

function refuse(stream: ServerHttp2Stream, reason: string): void {
  stream.resume();
  stream.respond({ ":status": 403, [HEADER.refused]: reason }, { endStream: true });
  stream.close(constants.NGHTTP2_NO_ERROR);
}

/** One that never was: its owner hears so after it has it. */
function deadStream(events: StreamEvents, detail: string): PeerStream {
  let closed = false;
  setImmediate(() => {
    if (!closed) events.closed("unreachable", detail);
  });
  return {
    send: () => true,
    pause: () => {},
    resume: () => {},
    close: () => {
      closed = true;
    },
  };
}
