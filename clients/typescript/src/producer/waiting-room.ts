/**
 * Sends that cannot be buffered yet: their topic is not known, the producer has no identity, or the
 * buffer is full. Bounded, and first come first served within a topic.
 */
import { Deque } from "../bytes/deque.ts";
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { WAITING_SENDS_MAX } from "../limits.ts";

export interface Waiting<D> {
  readonly topic: string;
  /** Takes its place; must not throw. */
  enter(destination: D): void;
  refuse(error: TidemarkError): void;
}

export interface Room<D> {
  /** The buffer takes more. */
  hasSpace(): boolean;
  /** `undefined`: ask `find`. */
  known(topic: string): D | undefined;
  find(topic: string): Promise<D>;
}

export class WaitingRoom<D> {
  readonly #room: Room<D>;
  readonly #timeoutMs: number;
  readonly #queue = new Deque<{ readonly sinceMs: number; readonly waiting: Waiting<D> }>();
  /** Those whose topic is being asked for. */
  readonly #asking = new Map<string, Waiting<D>[]>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(room: Room<D>, timeoutMs: number) {
    this.#room = room;
    this.#timeoutMs = timeoutMs;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(waiting: Waiting<D>): void {
    if (this.#count >= WAITING_SENDS_MAX) {
      const text = `${this.#count} sends wait for room already: await them before sending more.`;
      waiting.refuse(new TidemarkError("OVERLOADED", text));
      return;
    }
    this.#count++;
    const asking = this.#asking.get(waiting.topic);
    if (asking !== undefined) {
      asking.push(waiting);
      return;
    }
    this.#queue.pushBack({ sinceMs: performance.now(), waiting });
    this.#timer ??= setInterval(() => this.#expire(), Math.min(1_000, this.#timeoutMs / 4));
    if (this.#queue.length === 1) this.admit();
  }

  /** Lets in who can be let in. */
  admit(): void {
    for (let front = this.#queue.front(); front !== undefined; front = this.#queue.front()) {
      const { waiting } = front;
      const destination = this.#room.known(waiting.topic);
      if (destination === undefined) {
        this.#queue.popFront();
        this.#ask(waiting);
        continue;
      }
      if (!this.#room.hasSpace()) return;
      this.#queue.popFront();
      this.#count--;
      waiting.enter(destination);
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #ask(first: Waiting<D>): void {
    const { topic } = first;
    const asking = this.#asking.get(topic);
    if (asking !== undefined) {
      asking.push(first);
      return;
    }
    this.#asking.set(topic, [first]);
    this.#room.find(topic).then(
      () => {
        // Before everybody of this topic who came later.
        const sinceMs = performance.now();
        for (const waiting of this.#takeAsking(topic).reverse()) {
          this.#queue.pushFront({ sinceMs, waiting });
        }
        this.admit();
      },
      (thrown: unknown) => {
        const error = asTidemarkError(thrown);
        for (const waiting of this.#takeAsking(topic)) this.#refuse(waiting, error);
      },
    );
  }

  #takeAsking(topic: string): Waiting<D>[] {
    const asking = this.#asking.get(topic) ?? [];
    this.#asking.delete(topic);
    return asking;
  }

  #refuse(waiting: Waiting<D>, error: TidemarkError): void {
    this.#count--;
    waiting.refuse(error);
  }

  #expire(): void {
    const oldest = performance.now() - this.#timeoutMs;
    for (let front = this.#queue.front(); front !== undefined; front = this.#queue.front()) {
      if (front.sinceMs > oldest) return;
      this.#queue.popFront();
      const text = "No room in the producer's buffer within deliveryTimeoutMs.";
      this.#refuse(front.waiting, new TidemarkError("DEADLINE_EXCEEDED", text));
    }
  }

  refuseAll(error: TidemarkError): void {
    for (const { waiting } of this.#queue.takeAll()) this.#refuse(waiting, error);
    for (const topic of this.#asking.keys()) {
      for (const waiting of this.#takeAsking(topic)) this.#refuse(waiting, error);
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Resolves once everybody who waits now was let in or refused. */
  async settled(): Promise<void> {
    const lasts = new Map<string, Promise<void>>();
    const leave = (topic: string): void => {
      if (lasts.has(topic)) return;
      const left = new Promise<void>((resolve) => {
        this.add({ topic, enter: () => resolve(), refuse: () => resolve() });
      });
      lasts.set(topic, left);
    };
    const queued = [...this.#queue].map(({ waiting }) => waiting.topic);
    for (const topic of new Set([...this.#asking.keys(), ...queued])) leave(topic);
    await Promise.all(lasts.values());
  }
}
