/**
 * HTTP/1.1 on connections that the listener hands over: node:http without a port of its own. Its
 * timers need a listening server, so the deadlines are here. Must answer what it cannot parse.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { EXPLAINED_OVERHEAD_BYTES } from "../../model/limits.ts";
import type { Connection, ConnectionProtocol, Transport } from "./connection.ts";
import { dispatch } from "./dispatch.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { rawRefusal } from "./refusal.ts";

export class Http1Server {
  readonly #server: Server;
  readonly #connections = new WeakMap<Duplex, Http1Connection>();

  constructor(transport: Transport) {
    this.#server = createServer({
      maxHeaderSize: transport.limits.headerListBytesMax,
      joinDuplicateHeaders: true,
      requireHostHeader: false,
      keepAliveTimeout: 0,
      requestTimeout: 0,
      headersTimeout: 0,
    });
    this.#server.on("request", (request, response) => this.#accept(request, response, false));
    this.#server.on("checkContinue", (request, response) => this.#accept(request, response, true));
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      this.#connections.get(socket)?.refuse(error);
    });
  }

  serve(connection: Connection, socket: Duplex): void {
    const served = new Http1Connection(connection, socket);
    this.#connections.set(socket, served);
    this.#server.emit("connection", socket);
    connection.serve(served);
  }

  #accept(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    this.#connections.get(request.socket)?.accept(request, response, expectsContinue);
  }
}

class Http1Connection implements ConnectionProtocol {
  readonly #connection: Connection;
  readonly #socket: Duplex;
  /** The newest request: its body may still be coming after its answer has gone. */
  #request: IncomingMessage | undefined;
  #quietSinceMs: number;
  #quietAtBytes = 0;
  #draining = false;

  constructor(connection: Connection, socket: Duplex) {
    this.#connection = connection;
    this.#socket = socket;
    this.#quietSinceMs = connection.transport.clock.monotonicMs();
  }

  get isOpening(): boolean {
    return this.#request === undefined;
  }

  accept(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const connection = this.#connection;
    this.#request = request;
    let headerBytes = request.rawHeaders.length * 2 + (request.url?.length ?? 0);
    for (const text of request.rawHeaders) headerBytes += text.length;
    connection.explainReceived(headerBytes + EXPLAINED_OVERHEAD_BYTES);
    if (connection.exchanges.size >= connection.transport.limits.pipelinedRequestsMax) {
      connection.punish("too many pipelined requests");
      return;
    }
    response.shouldKeepAlive &&= !this.#draining;
    this.#noteBusy();
    response.on("finish", () => {
      this.#noteBusy();
      if (this.#draining) connection.finishWhenIdle();
    });
    dispatch(connection, new Http1Exchange(connection, request, response, expectsContinue), 0);
  }

  /** The parser gave up on the connection. */
  refuse(error: NodeJS.ErrnoException): void {
    const connection = this.#connection;
    const answered = [...connection.exchanges].some((exchange) => exchange.headersSent);
    if (this.#socket.writable && !answered) {
      const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
      const limit = connection.transport.limits.headerListBytesMax;
      this.#socket.write(
        tooLarge
          ? rawRefusal("REQUEST_TOO_LARGE", `The header list is larger than ${limit} bytes`)
          : rawRefusal("INVALID_REQUEST", `This is not valid HTTP/1.1: ${error.message}`),
      );
    }
    connection.finish();
  }

  drain(): void {
    this.#draining = true;
  }

  punish(): void {
    this.#socket.destroy();
  }

  close(): void {
    this.#socket.end();
    this.#socket.resume();
  }

  sweep(nowMs: number): void {
    const connection = this.#connection;
    const { limits } = connection.transport;
    if (connection.exchanges.size > 0) {
      this.#noteBusy();
      return;
    }
    const quietMs = nowMs - this.#quietSinceMs;
    const partial = connection.receivedBytes > this.#quietAtBytes;
    const bodyOpen = this.#request !== undefined && !this.#request.complete;
    if (bodyOpen ? quietMs > limits.lingerMs : quietMs > this.#quietMsMax(partial)) {
      connection.finish();
    }
  }

  #noteBusy(): void {
    this.#quietSinceMs = this.#connection.transport.clock.monotonicMs();
    this.#quietAtBytes = this.#connection.receivedBytes;
  }

  /** Between requests: the keep-alive time, or the time for a head once its first byte has come. */
  #quietMsMax(partial: boolean): number {
    const { limits } = this.#connection.transport;
    return partial ? limits.headersTimeoutMs : limits.idleTimeoutMs;
  }
}
