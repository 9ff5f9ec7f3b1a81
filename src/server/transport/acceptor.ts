/**
 * Takes new connections of one listening address: admits them, sniffs what they speak and hands
 * them to it. Must never lose a byte between sniffing and serving, nor wait for one that need not
 * come.
 */
import type { Socket } from "node:net";
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from "node:tls";
import { constants } from "node:http2";
import { Connection, type Transport } from "./connection.ts";
import { frame, FrameType, goawayFrame } from "./frames.ts";
import { Http1Server } from "./http1-server.ts";
import { Http2Session } from "./http2-session.ts";
import type { TlsFiles } from "./options.ts";
import { rawRefusal } from "./refusal.ts";
import { sniff } from "./sniff.ts";
import { readUpgradeHead, spliceRequest, SWITCHING_PROTOCOLS } from "./upgrade.ts";

const CLEARTEXT_HINT =
  "This port speaks TLS: use https:// (or an SDK address with tls), or connect to a cleartext port";
const TLS_VERSION_MIN = "TLSv1.2";
/** A fatal TLS alert, unexpected_message: the only thing that a TLS client understands. */
const TLS_ALERT = Buffer.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a);

/** What to do with the bytes so far; true: they were dealt with. */
type Decide = (bytes: Buffer) => boolean;

export class Acceptor {
  readonly #transport: Transport;
  readonly #onClosed: () => void;
  readonly #http1: Http1Server;
  readonly #tls: TlsServer | undefined;
  readonly #handshaking = new WeakMap<object, Connection>();

  constructor(transport: Transport, tls: TlsFiles | undefined, onClosed: () => void) {
    this.#transport = transport;
    this.#onClosed = onClosed;
    this.#http1 = new Http1Server(transport);
    if (tls !== undefined) this.#tls = this.#createTls(tls);
  }

  accept(socket: Socket): void {
    const transport = this.#transport;
    socket.on("error", () => {});
    const connection = new Connection(transport, socket, this.#tls !== undefined);
    if (!transport.addresses.enter(connection.addressKey, transport.clock.monotonicMs())) {
      this.#turnAway(socket);
      return;
    }
    transport.connections.add(connection);
    socket.on("close", () => {
      transport.connections.delete(connection);
      if (!connection.isPeer) transport.addresses.leave(connection.addressKey);
      connection.noteGone();
      this.#onClosed();
    });
    this.#sniff(connection, socket, (bytes) => this.#decide(connection, socket, bytes));
  }

  #turnAway(socket: Socket): void {
    this.#transport.counters.refused += 1;
    if (this.#tls === undefined) {
      const message = "No connection is free for this address: close some, or try again later";
      socket.write(rawRefusal("TOO_MANY_CONNECTIONS", message));
    }
    socket.destroySoon();
  }

  /** Collects bytes until `decide` has taken them. */
  #sniff(connection: Connection, socket: Socket, decide: Decide): void {
    let bytes: Buffer = Buffer.alloc(0);
    const onReadable = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      if (decide(bytes)) {
        socket.off("readable", onReadable);
        socket.off("end", onEnd);
      }
    };
    const onEnd = (): void => connection.destroy();
    socket.on("readable", onReadable);
    socket.on("end", onEnd);
  }

  #decide(connection: Connection, socket: Socket, bytes: Buffer): boolean {
    const sniffed = sniff(bytes);
    if (sniffed === "more") return false;
    if (this.#tls !== undefined && socket === connection.socket) {
      this.#startTls(connection, socket, bytes, sniffed === "tls", sniffed === "http2");
      return true;
    }
    switch (sniffed) {
      case "http2":
        return this.#serveHttp2(connection, socket, bytes);
      case "http1":
        return this.#decideUpgrade(connection, socket, bytes);
      case "tls":
        this.#transport.log.warnOften("tls-client", "a TLS client came to a cleartext port", {
          peer: connection.remoteAddress,
        });
        return this.#answer(connection, socket, TLS_ALERT);
      case "unknown":
        return this.#answer(
          connection,
          socket,
          rawRefusal("INVALID_REQUEST", "The first bytes are neither HTTP/1.1 nor HTTP/2"),
        );
    }
  }

  #startTls(
    connection: Connection,
    socket: Socket,
    bytes: Buffer,
    isTls: boolean,
    isHttp2: boolean,
  ): void {
    if (!isTls) {
      const goaway = Buffer.concat([
        frame(FrameType.SETTINGS, 0, 0, Buffer.alloc(0)),
        goawayFrame(0, constants.NGHTTP2_INADEQUATE_SECURITY, `WRONG_PROTOCOL: ${CLEARTEXT_HINT}`),
      ]);
      const answer = isHttp2 ? goaway : rawRefusal("WRONG_PROTOCOL", CLEARTEXT_HINT);
      this.#answer(connection, socket, answer);
      return;
    }
    const { addresses, clock, counters } = this.#transport;
    if (!addresses.mayHandshake(connection.addressKey, clock.monotonicMs())) {
      counters.refused += 1;
      connection.destroy();
      return;
    }
    this.#handshaking.set(socket, connection);
    socket.unshift(bytes);
    this.#tls?.emit("connection", socket);
  }

  reloadTls(tls: TlsFiles): void {
    const { cert, key, peerCa: ca } = tls;
    this.#tls?.setSecureContext({ cert, key, ca, minVersion: TLS_VERSION_MIN });
  }

  #createTls(tls: TlsFiles): TlsServer {
    const server = createTlsServer({
      cert: tls.cert,
      key: tls.key,
      ca: tls.peerCa,
      // Clients need none: whoever shows none, or another, is no peer.
      requestCert: tls.peerCa !== undefined,
      rejectUnauthorized: false,
      minVersion: TLS_VERSION_MIN,
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout: this.#transport.limits.tlsHandshakeTimeoutMs,
    });
    server.on("secureConnection", (socket) => this.#secured(socket));
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
  }

  #secured(socket: TLSSocket): void {
    socket.on("error", () => {});
    const connection = this.#connectionUnder(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    if (socket.alpnProtocol === "h2") connection.serve(new Http2Session(connection, socket));
    else this.#sniff(connection, socket, (bytes) => this.#decide(connection, socket, bytes));
  }

  /** The TCP socket below a TLS socket is known to Node only by this field. */
  #connectionUnder(socket: TLSSocket): Connection | undefined {
    const { _parent: parent } = socket as unknown as { readonly _parent: object };
    return this.#handshaking.get(parent);
  }

  #serveHttp2(connection: Connection, socket: Socket, bytes: Buffer): true {
    socket.unshift(bytes);
    connection.serve(new Http2Session(connection, socket));
    return true;
  }

  #decideUpgrade(connection: Connection, socket: Socket, bytes: Buffer): boolean {
    const head = readUpgradeHead(bytes, this.#transport.limits.headerListBytesMax);
    if (head.kind === "more") return false;
    if (head.kind === "http1" || connection.secure) {
      socket.unshift(bytes);
      this.#http1.serve(connection, socket);
      return true;
    }
    socket.write(SWITCHING_PROTOCOLS);
    const { request, rest } = head;
    const start: Decide = (received) => {
      const spliced = spliceRequest(Buffer.concat([rest, received]), request);
      if (spliced.kind === "more") return false;
      if (spliced.kind === "broken") connection.destroy();
      else this.#serveHttp2(connection, socket, spliced.bytes);
      return true;
    };
    if (rest.length === 0 || !start(Buffer.alloc(0))) this.#sniff(connection, socket, start);
    return true;
  }

  #answer(connection: Connection, socket: Socket, bytes: Buffer): true {
    socket.write(bytes);
    socket.end();
    socket.resume();
    connection.finish();
    return true;
  }
}
