/**
 * The one-port listener: accepts connections, finds out what each speaks (HTTP/2, HTTP/1.1,
 * `Upgrade: h2c`, TLS) and serves all of it to one handler. Must survive every peer, and running
 * out of file descriptors.
 */
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Timer } from "../platform/clock.ts";
import { Addresses } from "./transport/addresses.ts";
import { Acceptor } from "./transport/acceptor.ts";
import type { Connection, Transport } from "./transport/connection.ts";
import { Gate } from "./transport/gate.ts";
import { MemoryBudget } from "./transport/memory-budget.ts";
import {
  DEFAULT_TRANSPORT_LIMITS,
  type ListenerAddress,
  type ListenerOptions,
  type TlsFiles,
} from "./transport/options.ts";

export interface ListenerStats {
  readonly connections: number;
  readonly exchanges: number;
  /** Request bytes held over the process. */
  readonly memoryBytes: number;
  /** Connections ended: as floods, as dead, before a request, and never admitted. */
  readonly punished: number;
  readonly lost: number;
  readonly timedOut: number;
  readonly refused: number;
}

export interface Listener {
  /** Resolves with the addresses, in the order of the options, once all of them accept. */
  listen(): Promise<readonly AddressInfo[]>;
  /** New certificate for new connections; those that are open keep theirs. */
  reloadTls(tls: TlsFiles): void;
  /** No new connections or requests; those under way finish, at most until the deadline. */
  drain(deadlineMs: number): Promise<void>;
  /** Ends everything at once. */
  close(): Promise<void>;
  stats(): ListenerStats;
}

export function createListener(options: ListenerOptions): Listener {
  return new OnePortListener(options);
}

/** Connections looked at in one turn of the event loop: a fraction of a millisecond. */
const SWEEP_SLICE = 256;

class OnePortListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #transport: Transport;
  readonly #drainController = new AbortController();
  readonly #servers: Server[] = [];
  readonly #acceptors: Acceptor[] = [];
  readonly #waiting = new Set<{ readonly until: () => boolean; readonly resolve: () => void }>();
  #stopped: Promise<unknown> | undefined;
  #sweeper: Timer | undefined;
  #closed = false;

  constructor(options: ListenerOptions) {
    const limits = { ...DEFAULT_TRANSPORT_LIMITS, ...options.limits };
    const hosts = [...(options.allowedHosts ?? []), ...options.listeners.map(({ host }) => host)];
    this.#options = options;
    this.#transport = {
      limits,
      clock: options.clock,
      log: options.log,
      memory: new MemoryBudget(limits.requestMemoryBytesMax),
      addresses: new Addresses(limits),
      gate: new Gate({ hosts, corsOrigins: options.corsOrigins ?? [] }),
      handler: options.handler,
      peers: options.peers,
      draining: this.#drainController.signal,
      connections: new Set<Connection>(),
      notePeer: () => this.#noteClosed(),
      counters: { punished: 0, lost: 0, refused: 0, timedOut: 0 },
    };
  }

  async listen(): Promise<readonly AddressInfo[]> {
    const addresses: AddressInfo[] = [];
    try {
      for (const address of this.#options.listeners) addresses.push(await this.#listenOn(address));
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#sweepLater();
    return addresses;
  }

  async #listenOn(address: ListenerAddress): Promise<AddressInfo> {
    const acceptor = new Acceptor(this.#transport, address.tls, () => this.#noteClosed());
    this.#acceptors.push(acceptor);
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true });
    server.on("connection", (socket) => acceptor.accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: address.host, port: address.port }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#servers.push(server);
    server.on("error", (error) => this.#noteAcceptError(error));
    return server.address() as AddressInfo;
  }

  /** EMFILE and its like: the connection is lost, the listener goes on. */
  #noteAcceptError(error: Error): void {
    this.#transport.log.warnOften("accept", "a connection could not be accepted", { error });
  }

  reloadTls(tls: TlsFiles): void {
    for (const acceptor of this.#acceptors) acceptor.reloadTls(tls);
  }

  #sweepLater(): void {
    const { clock, limits } = this.#transport;
    this.#sweeper = clock.setTimer(limits.sweepIntervalMs, () => {
      void this.#sweep().then(() => {
        if (!this.#closed) this.#sweepLater();
      });
    });
  }

  async #sweep(): Promise<void> {
    const { connections, addresses, memory, clock } = this.#transport;
    const nowMs = clock.monotonicMs();
    let [bufferedBytes, swept] = [0, 0];
    for (const connection of connections) {
      bufferedBytes += connection.sweep(nowMs);
      swept += 1;
      if (swept % SWEEP_SLICE === 0) await clock.nextTurn();
    }
    memory.noteBuffered(bufferedBytes);
    const shortage = memory.takeShortage();
    if (shortage > 0) memory.noteBuffered(bufferedBytes - this.#shed(nowMs, shortage));
    addresses.sweep(nowMs);
  }

  /**
   * Above the budget (P5) those go first that hold most for peers that do not move. Returns what
   * they held in stream buffers.
   */
  #shed(nowMs: number, shortageBytes: number): number {
    const { connections, log } = this.#transport;
    const stuck = [...connections]
      .flatMap((connection) => [...connection.exchanges])
      .map((exchange) => ({ exchange, bytes: exchange.stuckBytes(nowMs) }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    let [freedBytes, bufferedBytes, count] = [0, 0, 0];
    for (const { exchange, bytes } of stuck) {
      if (freedBytes >= shortageBytes) break;
      freedBytes += bytes;
      bufferedBytes += exchange.heldBytes + exchange.pendingBytes;
      count += 1;
      exchange.refuse("OVERLOADED", "The memory for requests is used up: try again later");
    }
    if (count > 0) {
      log.warnOften("shed", "ended stuck requests to free memory", { count, freedBytes });
    }
    return bufferedBytes;
  }

  /** Those of other nodes are no reason to wait: they stay until the end. */
  get #hasClients(): boolean {
    for (const connection of this.#transport.connections) if (!connection.isPeer) return true;
    return false;
  }

  #noteClosed(): void {
    for (const waiting of this.#waiting) {
      if (!waiting.until()) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  async drain(deadlineMs: number): Promise<void> {
    const { clock, connections } = this.#transport;
    const stopped = this.#stopListening();
    this.#drainController.abort();
    for (const connection of connections) connection.drain();
    const deadline = clock.setTimer(deadlineMs, () => {
      for (const connection of connections) if (!connection.isPeer) connection.destroy();
    });
    await this.#until(() => !this.#hasClients);
    deadline.cancel();
    if (connections.size === 0) await stopped;
    this.#stopSweeping();
  }

  #stopSweeping(): void {
    this.#closed = true;
    this.#sweeper?.cancel();
  }

  async close(): Promise<void> {
    this.#stopSweeping();
    const { connections } = this.#transport;
    const stopped = this.#stopListening();
    for (const connection of connections) connection.destroy();
    await this.#until(() => connections.size === 0);
    await stopped;
  }

  /** Looked at whenever a connection closes or turns out to be another node's. */
  async #until(until: () => boolean): Promise<void> {
    if (until()) return;
    await new Promise<void>((resolve) => this.#waiting.add({ until, resolve }));
  }

  /** Resolves once the last connection is gone, too. */
  #stopListening(): Promise<unknown> {
    this.#stopped ??= Promise.all(
      this.#servers
        .splice(0)
        .map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
    return this.#stopped;
  }

  stats(): ListenerStats {
    const { connections, memory, counters } = this.#transport;
    let exchanges = 0;
    for (const connection of connections) exchanges += connection.exchanges.size;
    return {
      connections: connections.size,
      exchanges,
      memoryBytes: memory.usedBytes,
      ...counters,
    };
  }
}
