/**
 * Raft's messages over the network: one stream to each other member, opened when there is something to
 * say. It may lose messages, and does so rather than hold them: where a stream is clogged or broken.
 */
import {
  RAFT_PROBES_MAX,
  RAFT_STREAM_RETRY_MAX_MS,
  RAFT_STREAM_RETRY_MIN_MS,
} from "../model/cluster-limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, PeerStream, StreamEnd, StreamEvents } from "../platform/network.ts";
import type { Message, NodeId } from "../raft/types.ts";
import type { Log } from "../telemetry/log.ts";
import { decodeRaft, encodeRaft } from "../wire/peer/raft-codec.ts";

export interface RaftStreamsParts {
  readonly id: NodeId;
  readonly clock: Clock;
  readonly network: Network;
  readonly logger: Log;
  /** Undefined: not known; the message is lost. */
  readonly addressOf: (node: NodeId) => string | undefined;
  readonly received: (message: Message) => void;
  /** A stream from or to the node broke, and nobody listens there any more. */
  readonly gone: (node: NodeId) => void;
}

/**
 *   idle ──something to say──► open ──room again──► open        open ──clogged──► (messages are dropped)
 *   open ──closed──► waiting ──after a while──► idle
 */
interface Outgoing {
  readonly address: string;
  stream: PeerStream | undefined;
  clogged: boolean;
  retry: Timer | undefined;
  failures: number;
}

export class RaftStreams {
  readonly #parts: RaftStreamsParts;
  /** As many as there are members. */
  readonly #outgoing = new Map<NodeId, Outgoing>();
  readonly #incoming = new Set<PeerStream>();
  /** Under way, or waiting for another attempt; each with how it is given up. */
  readonly #probes = new Map<NodeId, () => void>();
  #closed = false;

  constructor(parts: RaftStreamsParts) {
    this.#parts = parts;
    parts.network.accept("raft", (from, stream) => this.#accept(from, stream));
  }

  send(message: Message): void {
    if (this.#closed) return;
    const outgoing = this.#to(message.to);
    if (outgoing === undefined || outgoing.retry !== undefined || outgoing.clogged) return;
    outgoing.stream ??= this.#open(message.to, outgoing);
    if (!outgoing.stream.send(encodeRaft(message))) outgoing.clogged = true;
  }

  close(): void {
    this.#closed = true;
    for (const { stream, retry } of this.#outgoing.values()) {
      retry?.cancel();
      stream?.close();
    }
    for (const stream of this.#incoming) stream.close();
    for (const giveUp of this.#probes.values()) giveUp();
    this.#probes.clear();
  }

  #to(node: NodeId): Outgoing | undefined {
    const known = this.#outgoing.get(node);
    const address = this.#parts.addressOf(node);
    if (known !== undefined && known.address === address) return known;
    known?.retry?.cancel();
    known?.stream?.close();
    this.#outgoing.delete(node);
    if (address === undefined) return undefined;
    const outgoing: Outgoing = {
      address,
      stream: undefined,
      clogged: false,
      retry: undefined,
      failures: 0,
    };
    this.#outgoing.set(node, outgoing);
    return outgoing;
  }

  #open(node: NodeId, outgoing: Outgoing): PeerStream {
    const target = { brokerId: node, address: outgoing.address };
    return this.#parts.network.open(target, "raft", {
      opened: () => {
        outgoing.failures = 0;
      },
      message: () => undefined,
      drained: () => {
        outgoing.clogged = false;
      },
      closed: (end) => this.#broke(node, outgoing, end),
    });
  }

  #broke(node: NodeId, outgoing: Outgoing, end: StreamEnd): void {
    outgoing.stream = undefined;
    outgoing.clogged = false;
    if (this.#closed || this.#outgoing.get(node) !== outgoing) return;
    const delayMs = Math.min(
      RAFT_STREAM_RETRY_MIN_MS * 2 ** outgoing.failures,
      RAFT_STREAM_RETRY_MAX_MS,
    );
    outgoing.failures++;
    outgoing.retry = this.#parts.clock.setTimer(delayMs, () => {
      outgoing.retry = undefined;
    });
    if (end === "unreachable") this.#parts.gone(node);
    else if (end !== "refused") this.#probe(node);
  }

  #accept(from: NodeId, stream: PeerStream): StreamEvents {
    if (this.#closed) stream.close();
    this.#incoming.add(stream);
    return {
      message: (bytes) => this.#receive(from, stream, bytes),
      closed: () => {
        this.#incoming.delete(stream);
        if (!this.#closed) this.#probe(from);
      },
    };
  }

  /** What cannot be read says that the other one is of another kind: the stream ends, nothing else. */
  #receive(from: NodeId, stream: PeerStream, bytes: Buffer): void {
    if (this.#closed) return;
    const { id, logger, received } = this.#parts;
    let message: Message;
    try {
      message = decodeRaft(bytes, from, id);
    } catch (error) {
      logger.warnOften("raft", "a message of another controller cannot be read", { from, error });
      this.#incoming.delete(stream);
      stream.close();
      return;
    }
    received(message);
  }

  /** Whether a node that fell silent is there is asked of its machine, not of its patience. */
  #probe(node: NodeId): void {
    if (!this.#probes.has(node)) this.#ask(node, RAFT_PROBES_MAX);
  }

  /** One that goes down with the connection on which its process dies says nothing: it is made again. */
  #ask(node: NodeId, times: number): void {
    const { network, clock, gone } = this.#parts;
    const address = this.#parts.addressOf(node);
    this.#probes.delete(node);
    if (address === undefined || times === 0) return;
    const stream = network.open({ brokerId: node, address }, "probe", {
      opened: () => {
        stream.close();
        this.#probes.delete(node);
      },
      message: () => undefined,
      closed: (end) => {
        this.#probes.delete(node);
        if (this.#closed) return;
        if (end === "unreachable") return gone(node);
        if (end !== "lost") return;
        const timer = clock.setTimer(RAFT_STREAM_RETRY_MIN_MS, () => this.#ask(node, times - 1));
        this.#probes.set(node, () => timer.cancel());
      },
    });
    this.#probes.set(node, () => stream.close());
  }
}
