/**
 * Watches one HTTP/2 connection between nodes: asks for a sign of life, and gives up a peer that is
 * silent for too long. Must not take a pause of this process for silence of the other.
 */
import type { Http2Session } from "node:http2";
import { PEER_PING_INTERVAL_MS, PEER_SILENCE_MAX_MS } from "../model/limits.ts";

const MISSES_MAX = PEER_SILENCE_MAX_MS / PEER_PING_INTERVAL_MS;
const PAYLOAD = Buffer.alloc(8);

export class PeerLiveness {
  readonly #session: Http2Session;
  readonly #onSilent: () => void;
  readonly #timer: NodeJS.Timeout;
  #awaitsAnswer = false;
  #answered = false;
  #bytesRead = 0;
  /** Looks in a row at which nothing had come. A process that was stopped looks once when it goes on. */
  #misses = 0;

  /** `onTick` runs at each look, for whoever has something to look at as well. */
  constructor(session: Http2Session, onSilent: () => void, onTick: () => void = () => {}) {
    this.#session = session;
    this.#onSilent = onSilent;
    this.#timer = setInterval(() => {
      this.#look();
      onTick();
    }, PEER_PING_INTERVAL_MS);
    this.#timer.unref();
    session.once("close", () => clearInterval(this.#timer));
  }

  #look(): void {
    const session = this.#session;
    if (session.destroyed || session.connecting) return;
    const bytesRead = session.socket?.bytesRead ?? this.#bytesRead;
    const alive = this.#answered || !this.#awaitsAnswer || bytesRead !== this.#bytesRead;
    this.#bytesRead = bytesRead;
    this.#answered = false;
    this.#misses = alive ? 0 : this.#misses + 1;
    if (this.#misses >= MISSES_MAX) {
      clearInterval(this.#timer);
      this.#onSilent();
    } else if (!this.#awaitsAnswer) {
      this.#ping();
    }
  }

  #ping(): void {
    this.#awaitsAnswer = true;
    this.#session.ping(PAYLOAD, (error) => {
      this.#awaitsAnswer = false;
      this.#answered = error === null;
    });
  }
}
