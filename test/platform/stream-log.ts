/** What one end of a peer stream was told, and promises of what it will be told. */
import type { StreamEnd, StreamEvents } from "../../src/platform/network.ts";

export class StreamLog implements StreamEvents {
  readonly messages: Buffer[] = [];
  isOpen = false;
  drains = 0;
  end: StreamEnd | undefined;
  detail = "";
  onMessage: ((bytes: Buffer) => void) | undefined;
  readonly #waiting = new Set<() => void>();

  opened(): void {
    this.isOpen = true;
    this.#changed();
  }

  message(bytes: Buffer): void {
    if (this.end !== undefined) throw new Error("a message after the end");
    this.messages.push(bytes);
    this.onMessage?.(bytes);
    this.#changed();
  }

  drained(): void {
    this.drains += 1;
    this.#changed();
  }

  closed(end: StreamEnd, detail: string): void {
    if (this.end !== undefined) throw new Error("closed twice");
    this.end = end;
    this.detail = detail;
    this.#changed();
  }

  get texts(): string[] {
    return this.messages.map(String);
  }

  until(reached: (log: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!reached(this)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async untilClosed(): Promise<StreamEnd> {
    await this.until(({ end }) => end !== undefined);
    return this.end!;
  }

  #changed(): void {
    for (const look of this.#waiting) look();
  }
}
