/** Stories of sessions, in test/golden/controller/sessions: who is there, and when that is said. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BrokerSessions } from "../../src/controller/broker-sessions.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide } from "../../src/controller/commands.ts";
import { SkewWindow } from "../../src/controller/skew.ts";
import { type Command, scenarios } from "../scenario.ts";

const TICK_MS = 100;

class Story {
  readonly #image = new ClusterImage();
  readonly #sessions = new BrokerSessions(this.#image, () => 3_000);
  #nowMs = 0;
  #applied = 0;
  /** What is asked for is done at once, but not while nobody decides. */
  #decides = true;

  readonly run: Command = (name, args) => {
    const flags = new Map(args.map((arg) => arg.split("=") as [string, string]));
    const number = (flag: string, or: number) => Number(flags.get(flag) ?? or);
    const id = Number(args[0]);
    const stream = number("stream", 1);
    switch (name) {
      case "register": {
        const [, incarnation = ""] = args;
        this.#apply({ type: "registerBroker", id, incarnation, address: `h${id}:1`, rack: "" });
        return this.#states();
      }
      case "remove":
        this.#apply({ type: "removeBroker", id });
        return this.#states();
      case "office":
        this.#sessions.takeOffice(this.#nowMs);
        return [];
      case "undecided":
        this.#decides = false;
        return [];
      case "beat": {
        const epoch = number("epoch", this.#image.broker(id)?.epoch ?? 0);
        const appliedIndex = number("applied", this.#applied);
        const wallMs = this.#nowMs + number("ahead", 0);
        const heartbeat = { epoch, appliedIndex, wallMs, drains: args.includes("drains") };
        const at = { nowMs: this.#nowMs, wallMs: this.#nowMs, appliedIndex: this.#applied };
        const verdict = this.#sessions.heard(id, stream, heartbeat, at);
        return [...(verdict === "taken" ? [] : [verdict]), ...this.#tick()];
      }
      case "lost":
      case "closed":
        this.#sessions.closed(id, stream, name === "closed", this.#nowMs);
        return this.#tick();
      case "nobody":
      case "somebody":
      case "nothing":
        this.#sessions.probed(id, name, this.#nowMs);
        return this.#tick();
      case "wait":
        return this.#wait(id, args.includes("stalled"));
      case "look":
        return [...this.#image.brokers].map((broker) => {
          const skew = this.#sessions.skewMs(broker.id, this.#nowMs);
          const lag = this.#sessions.lagEntries(broker.id);
          return `${broker.id} ${broker.state} epoch ${broker.epoch}, ahead ${skew} ms, lag ${lag}`;
        });
      default:
        throw new Error(`unknown command ${name}`);
    }
  };

  #wait(forMs: number, stalled: boolean): string[] {
    const untilMs = this.#nowMs + forMs;
    const lines: string[] = [];
    while (this.#nowMs < untilMs) {
      this.#nowMs = stalled ? untilMs : Math.min(this.#nowMs + TICK_MS, untilMs);
      lines.push(...this.#tick());
    }
    return lines;
  }

  #tick(): string[] {
    return this.#sessions.tick(this.#nowMs).flatMap((effect) => {
      const line = `${this.#nowMs} ms: ${effect.kind} ${effect.id}`;
      if (effect.kind === "probe") return [line];
      const { id, epoch } = effect;
      const why = effect.kind === "fence" ? `: ${effect.why}` : "";
      const type = effect.kind === "fence" ? "fenceBroker" : "brokerActive";
      if (this.#decides) this.#apply({ type, id, epoch });
      return [line + why];
    });
  }

  #apply(command: ControllerCommand): void {
    const { records } = decide(this.#image, command);
    for (const record of records) this.#image.replay(record);
    if (records.length > 0) this.#applied += 1;
  }

  #states(): string[] {
    const { brokers } = this.#image;
    return [[...brokers].map(({ id, epoch, state }) => `${id} ${state} (${epoch})`).join(", ")];
  }
}

describe("stories of sessions", () => {
  scenarios(join(import.meta.dirname, "../golden/controller/sessions"), () => new Story().run);
});

describe("skew", () => {
  test("is what the fastest heartbeat of the last 30 s says", () => {
    const window = new SkewWindow();
    for (let atMs = 0; atMs < 60_000; atMs += 500) {
      // 400 ms ahead; the network takes 3 ms to 52 ms.
      const delayMs = 3 + ((atMs / 500) % 50);
      window.heard(atMs + 400 - delayMs, atMs, atMs);
    }
    expect(window.skewMs(60_000)).toBe(397);
  });

  test("follows a clock that was put right, within the window", () => {
    const window = new SkewWindow();
    window.heard(5_000, 0, 0);
    for (let atMs = 500; atMs <= 40_000; atMs += 500) window.heard(atMs - 1, atMs, atMs);
    expect(window.skewMs(40_000)).toBe(-1);
    expect(window.skewMs(80_000)).toBeUndefined();
  });
});
