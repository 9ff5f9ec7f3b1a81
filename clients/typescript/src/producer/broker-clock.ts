/**
 * The broker's wall clock, seen from here. Each answer bounds the difference: the broker read its
 * clock after the request left and before the answer came.
 */
export class BrokerClock {
  #offsetMs = 0;

  /** The broker's time now, epoch milliseconds. */
  nowMs(): number {
    return Math.round(Date.now() + this.#offsetMs);
  }

  /** `brokerTimeMs` was read between `sentMs` and `receivedMs` of the local clock. */
  observe(sentMs: number, receivedMs: number, brokerTimeMs: number): void {
    if (brokerTimeMs <= 0 || receivedMs < sentMs) return;
    // Both clocks cut off to whole milliseconds: a millisecond of doubt each way.
    const least = brokerTimeMs - receivedMs - 1;
    const most = brokerTimeMs - sentMs + 1;
    if (this.#offsetMs < least) this.#offsetMs = least;
    else if (this.#offsetMs > most) this.#offsetMs = most;
  }
}
