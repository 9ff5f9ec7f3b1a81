/** Connections and rates by peer address (guards G1 and G4); must stay bounded whoever connects. */
import type { TransportLimits } from "./options.ts";
import { TokenBucket } from "../../lib/token-bucket.ts";
import { plainAddress } from "./gate.ts";
import { ADDRESSES_MAX } from "../../model/limits.ts";

interface AddressState {
  connections: number;
  readonly abnormalEnds: TokenBucket;
  readonly handshakes: TokenBucket;
}

/** One customer gets a /64 of IPv6, so that is what counts as one address. */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = (plain.split("%")[0] ?? "").split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const after = tail === "" ? 0 : tail.split(":").length;
    while (groups.length + after < 8) groups.push("0");
    groups.push(...(tail === "" ? [] : tail.split(":")));
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

export class Addresses {
  readonly #limits: TransportLimits;
  readonly #states = new Map<string, AddressState>();
  #connections = 0;

  constructor(limits: TransportLimits) {
    this.#limits = limits;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Counts a connection in, or says why not. Each true is followed by one `leave`. */
  enter(key: string, nowMs: number): boolean {
    if (this.#connections >= this.#limits.connectionsMax) return false;
    const state = this.#state(key, nowMs);
    if (state.connections >= this.#limits.connectionsPerAddressMax) return false;
    state.connections += 1;
    this.#connections += 1;
    return true;
  }

  leave(key: string): void {
    this.#connections -= 1;
    const state = this.#states.get(key);
    if (state !== undefined) state.connections -= 1;
  }

  mayHandshake(key: string, nowMs: number): boolean {
    return this.#state(key, nowMs).handshakes.take(nowMs);
  }

  /** False: this address has broken off more streams than anybody honest would. */
  abnormalEnd(key: string, nowMs: number): boolean {
    return this.#state(key, nowMs).abnormalEnds.take(nowMs);
  }

  /** Forgets addresses at rest. */
  sweep(nowMs: number): void {
    for (const [key, state] of this.#states) {
      const atRest = state.abnormalEnds.isFull(nowMs) && state.handshakes.isFull(nowMs);
      const crowded = this.#states.size > ADDRESSES_MAX;
      if (state.connections === 0 && (atRest || crowded)) this.#states.delete(key);
    }
  }

  #state(key: string, nowMs: number): AddressState {
    let state = this.#states.get(key);
    if (state === undefined) {
      const limits = this.#limits;
      state = {
        connections: 0,
        abnormalEnds: new TokenBucket(
          limits.addressAbnormalEndsBurst,
          limits.addressAbnormalEndsPerSecond,
          nowMs,
        ),
        handshakes: new TokenBucket(limits.handshakesBurst, limits.handshakesPerSecond, nowMs),
      };
      this.#states.set(key, state);
    }
    return state;
  }
}
