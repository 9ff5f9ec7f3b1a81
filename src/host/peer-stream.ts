/**
 * A peer stream over one HTTP/2 stream, at either end: length-prefixed messages, pausing, ends. Must
 * never call its owner from inside a call of the owner, nor twice about the end.
 */
import { constants, type Http2Stream } from "node:http2";
import { assert } from "../lib/assert.ts";
import {
  PEER_CLOSE_GRACE_MS,
  PEER_MESSAGE_BYTES_MAX,
  PEER_MESSAGE_COPY_BYTES,
  PEER_STREAM_BUFFER_BYTES,
  PEER_STREAM_BUFFER_BYTES_MAX,
} from "../model/limits.ts";
import type { PeerStream, StreamEnd, StreamEvents } from "../platform/network.ts";
import { MessageSplitter, PREFIX_BYTES } from "../wire/grpc/framing.ts";

export interface StreamVerdict {
  readonly end: StreamEnd;
  readonly detail: string;
}

export class Http2PeerStream implements PeerStream {
  /** Undefined: the connection is not there yet, and nothing has left. */
  #stream: Http2Stream | undefined;
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  /** Undefined: the connection under it is fine, so far as is known. */
  readonly #connectionVerdict: () => StreamVerdict | undefined;
  readonly #splitter: MessageSplitter;
  #events: StreamEvents | undefined;
  /** Arrived in the piece during which its owner paused it: no more than one read of the socket. */
  #held: Buffer[] = [];
  #paused = false;
  #handingOver = false;
  #corked = false;
  #wantsDrain = false;
  /** The other side closed; said once everything before it was handed over. */
  #ended = false;
  #over = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(connectionVerdict: () => StreamVerdict | undefined) {
    this.#connectionVerdict = connectionVerdict;
    this.#splitter = new MessageSplitter(PEER_MESSAGE_BYTES_MAX, (message) => {
      this.#held.push(message);
    });
  }

  /** Who is told; given once, before anything can arrive. */
  set events(events: StreamEvents) {
    this.#events = events;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The stream that it is from now on; what was sent until now leaves. */
  attach(stream: Http2Stream): void {
    this.#stream = stream;
    stream.on("data", (chunk: Buffer) => this.#receive(chunk));
    stream.on("drain", () => this.#drained());
    stream.on("end", () => {
      // Node ends what it destroys, too.
      this.#ended = !this.#isBroken(stream);
      this.#handOver();
    });
    stream.on("error", () => {});
    stream.on("close", () => {
      clearTimeout(this.#grace);
      // The connection may be about to say why.
      setImmediate(() => this.finish(this.#verdictOnClose(stream)));
    });
    for (const message of this.#unsent.splice(0)) this.#write(stream, message);
    if (this.#over) this.#end(stream);
    else if (this.#paused) stream.pause();
  }

  opened(): void {
    if (!this.#over) this.#events?.opened?.();
  }

  send(message: Uint8Array): boolean {
    assert(message.byteLength <= PEER_MESSAGE_BYTES_MAX, "a message to a peer is within its bound");
    if (this.#over) return true;
    const stream = this.#stream;
    if (stream === undefined) {
      this.#unsent.push(message);
      this.#unsentBytes += message.byteLength;
    } else if (stream.destroyed || stream.writableEnded) {
      return true;
    } else {
      this.#cork(stream);
      this.#write(stream, message);
    }
    const buffered = stream?.writableLength ?? this.#unsentBytes;
    if (buffered > PEER_STREAM_BUFFER_BYTES_MAX) {
      setImmediate(() => this.finish({ end: "lost", detail: "its owner does not wait for room" }));
    }
    this.#wantsDrain = buffered > PEER_STREAM_BUFFER_BYTES;
    return !this.#wantsDrain;
  }

  pause(): void {
    this.#paused = true;
    if (!this.#over) this.#stream?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    queueMicrotask(() => {
      if (!this.#over) this.#handOver();
      if (!this.#paused && !this.#over) this.#stream?.resume();
    });
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#held = [];
    if (this.#stream !== undefined) this.#end(this.#stream);
  }

  /** Tells the owner, where it has not been told and did not close. */
  finish(verdict: StreamVerdict): void {
    if (this.#over) return;
    this.#over = true;
    this.#held = [];
    this.#unsent = [];
    const stream = this.#stream;
    if (stream?.closed === false) stream.close(constants.NGHTTP2_CANCEL);
    this.#events?.closed(verdict.end, verdict.detail);
  }

  /** The other side reads what was sent before, and then closes too. */
  #end(stream: Http2Stream): void {
    if (stream.destroyed) return;
    stream.end();
    stream.resume();
    this.#grace = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), PEER_CLOSE_GRACE_MS);
    this.#grace.unref();
  }

  /** What was sent in one go leaves in one go. */
  #cork(stream: Http2Stream): void {
    if (this.#corked) return;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  #write(stream: Http2Stream, message: Uint8Array): void {
    const { byteLength } = message;
    const copies = byteLength <= PEER_MESSAGE_COPY_BYTES;
    const prefix = Buffer.allocUnsafe(PREFIX_BYTES + (copies ? byteLength : 0));
    prefix[0] = 0;
    prefix.writeUInt32BE(byteLength, 1);
    if (copies) prefix.set(message, PREFIX_BYTES);
    stream.write(prefix);
    if (!copies) stream.write(message);
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return;
    try {
      this.#splitter.push(chunk);
    } catch (error) {
      this.finish({ end: "lost", detail: (error as Error).message });
      return;
    }
    this.#handOver();
  }

  #handOver(): void {
    if (this.#handingOver) return;
    this.#handingOver = true;
    let count = 0;
    while (count < this.#held.length && !this.#paused && !this.#over) {
      this.#events?.message(this.#held[count++]!);
    }
    this.#handingOver = false;
    if (count > 0) this.#held.splice(0, count);
    if (this.#ended && this.#held.length === 0 && !this.#paused) this.#sayEnded();
  }

  #sayEnded(): void {
    if (this.#over) return;
    this.#over = true;
    // What the other side does not read any more would keep the stream.
    if (this.#stream?.writableLength === 0) this.#stream.end();
    else this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#events?.closed("ended", "the other side closed the stream");
  }

  #drained(): void {
    if (!this.#wantsDrain || this.#over) return;
    this.#wantsDrain = false;
    this.#events?.drained?.();
  }

  #isBroken({ rstCode, session }: Http2Stream): boolean {
    if (session === undefined || session.destroyed) return true;
    return rstCode !== constants.NGHTTP2_NO_ERROR || this.#connectionVerdict() !== undefined;
  }

  /** A stream that the other side closed in order stays `ended`, even where its owner is paused. */
  #verdictOnClose({ rstCode }: Http2Stream): StreamVerdict {
    if (this.#ended) return { end: "ended", detail: "the other side closed the stream" };
    const reset: StreamVerdict = { end: "lost", detail: `the stream was reset (code ${rstCode})` };
    return this.#connectionVerdict() ?? reset;
  }
}
