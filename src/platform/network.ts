/** The network port: streams of messages between the nodes of one cluster, which may break at any moment. */

/**
 * Which conversation a stream belongs to; each has one acceptor on a node. `probe` needs none: a node
 * that listens opens it.
 */
export type Channel = "raft" | "control" | "calls" | "replication" | "read" | "session" | "probe";

export interface PeerTarget {
  readonly brokerId: number;
  /** `host:port`, as the peer advertises it. */
  readonly address: string;
}

/**
 * `unreachable`: nothing listens there, or no route: nothing that was sent arrived, and a process that was
 * there is most likely gone. `refused`: it answered that it will not talk (other cluster, other broker,
 * certificate, no acceptor of that channel yet). `lost`: the connection broke, or the peer stayed silent
 * although it should answer; what was sent may have arrived. `ended`: the other side closed the stream.
 */
export type StreamEnd = "unreachable" | "refused" | "lost" | "ended";

export interface StreamEvents {
  /** The peer took the stream. Messages may have been sent before. */
  opened?(): void;
  /** The bytes are the receiver's to keep. Not called while paused. */
  message(bytes: Buffer): void;
  /** After `send` returned false: there is room again. */
  drained?(): void;
  /** Once, at the end; nothing follows. Not called where this side closed the stream. */
  closed(end: StreamEnd, detail: string): void;
}

export interface PeerStream {
  /**
   * Takes the message in any case, and its bytes, which must not change any more. False: more is
   * buffered than should be, wait for `drained`; who never does loses the stream.
   */
  send(message: Uint8Array): boolean;
  /** While paused no messages are handed over, and in the end the sender is held up (P6). */
  pause(): void;
  resume(): void;
  /** Idempotent; what was sent before may still arrive. */
  close(): void;
}

/**
 * Promises: messages of one stream arrive in order, each once or, from the first lost one on, not at all;
 * no callback comes from inside a call of this side; a peer that stays silent although it should answer
 * (its process is stopped) closes the stream as `lost` after a bounded time.
 * Does not promise: that a stream which breaks tells both sides at the same time, any order between
 * streams, that `closed` tells what arrived, or that the peer acts on what it was sent.
 */
export interface Network {
  /** Never throws: what fails shows as `closed`. */
  open(target: PeerTarget, channel: Channel, events: StreamEvents): PeerStream;
  /** `accept` hears of each stream that a peer of this cluster opens. */
  accept(channel: Channel, accept: (from: number, stream: PeerStream) => StreamEvents): void;
}
