/**
 * Which brokers are there, as the active controller knows it from their streams: says when to activate, fence
 * and probe which one, and decides nothing itself. Pure: it is told what is heard and what time it is, and
 * asked with `tick` what follows.
 *
 *   silent      no stream. Probed at once and then again and again: where nobody listens it has gone; where
 *               somebody does, it has until its deadline to come back
 *   connected   has a stream. Each heartbeat puts its deadline off by the session timeout
 *
 *   silent → connected (a stream came) → silent (the last one ended)
 *
 * There is one session for each broker that the image knows, and no more.
 *
 * A broker that is not fenced is, once its deadline has passed or it has gone. A fenced one becomes active
 * once it says on a stream the epoch that it was registered with, and has replayed what was committed when
 * that stream came.
 *
 * Time in which the controller itself did not run is nobody's silence: deadlines are put off by it.
 */
import {
  CONTROLLER_ASK_AGAIN_MS,
  CONTROLLER_PROBE_AFTER_MS,
  CONTROLLER_PROBE_INTERVAL_MS,
  CONTROLLER_STALL_MS,
} from "../model/limits.ts";
import type { BrokerState, ClusterImage } from "./cluster-image.ts";
import { SkewWindow } from "./skew.ts";

export interface Heartbeat {
  readonly epoch: number;
  readonly appliedIndex: number;
  readonly wallMs: number;
  /** It is about to stop: the end of its stream is its end. */
  readonly drains: boolean;
}

export type SessionEffect =
  | { readonly kind: "fence"; readonly id: number; readonly epoch: number; readonly why: string }
  | { readonly kind: "activate"; readonly id: number; readonly epoch: number }
  /** Open a stream to it and tell what becomes of that: `probed`. */
  | { readonly kind: "probe"; readonly id: number };

/** Where this controller stands. */
export interface Standpoint {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly appliedIndex: number;
}

type Contact =
  | { readonly kind: "silent"; probeAtMs: number; probing: boolean; gone: string | undefined }
  | {
      readonly kind: "connected";
      readonly stream: number;
      readonly committedThen: number;
      readonly heard: Heartbeat;
    };

interface Session {
  /** Of the registration that the deadline is about. */
  epoch: number;
  contact: Contact;
  deadlineMs: number;
  /** What was asked for and has not shown in the image yet. */
  asked: { readonly what: "fence" | "activate"; readonly untilMs: number } | undefined;
  lagEntries: number | undefined;
  readonly skew: SkewWindow;
}

export class BrokerSessions {
  readonly #image: ClusterImage;
  readonly #sessionTimeoutMs: () => number;
  readonly #sessions = new Map<number, Session>();
  #lastTickMs = Number.POSITIVE_INFINITY;

  constructor(image: ClusterImage, sessionTimeoutMs: () => number) {
    this.#image = image;
    this.#sessionTimeoutMs = sessionTimeoutMs;
  }

  /** This node decides from now on: everybody has a whole session timeout to come. */
  takeOffice(nowMs: number): void {
    this.#sessions.clear();
    this.#lastTickMs = nowMs;
    for (const { id, epoch } of this.#image.brokers)
      this.#sessions.set(id, this.#new(epoch, nowMs));
  }

  /**
   * A stream counts from its first heartbeat on, instead of the one before it. `replaced`: what it says is of a
   * registration that is not the last one. Who is that, or `removed`, may end, and changes nothing here.
   */
  heard(
    id: number,
    stream: number,
    heartbeat: Heartbeat,
    at: Standpoint,
  ): "taken" | "replaced" | "removed" {
    const broker = this.#image.broker(id);
    // Who has replayed more than this node has may know of a registration that this one has not seen.
    if (broker === undefined) {
      return heartbeat.appliedIndex > at.appliedIndex ? "taken" : "removed";
    }
    if (heartbeat.epoch !== broker.epoch) {
      return heartbeat.epoch > broker.epoch ? "taken" : "replaced";
    }
    const session = this.#of(id, broker.epoch, at.nowMs);
    const { contact } = session;
    const same = contact.kind === "connected" && contact.stream === stream;
    const committedThen = same ? contact.committedThen : at.appliedIndex;
    session.contact = { kind: "connected", stream, committedThen, heard: heartbeat };
    session.lagEntries = Math.max(at.appliedIndex - heartbeat.appliedIndex, 0);
    session.skew.heard(heartbeat.wallMs, at.wallMs, at.nowMs);
    session.deadlineMs = at.nowMs + this.#sessionTimeoutMs();
    return "taken";
  }

  /** `byItself`: the broker closed it. */
  closed(id: number, stream: number, byItself: boolean, nowMs: number): void {
    const session = this.#sessions.get(id);
    if (session?.contact.kind !== "connected" || session.contact.stream !== stream) return;
    const stops = byItself && session.contact.heard.drains;
    const gone = stops ? "it has stopped" : undefined;
    session.contact = { kind: "silent", probeAtMs: nowMs, probing: false, gone };
  }

  probed(id: number, answer: "nobody" | "somebody" | "nothing", nowMs: number): void {
    const contact = this.#sessions.get(id)?.contact;
    if (contact?.kind !== "silent") return;
    contact.probing = false;
    contact.probeAtMs = nowMs + CONTROLLER_PROBE_INTERVAL_MS;
    if (answer === "nobody") contact.gone = "its stream ended and nobody listens there";
  }

  /** What follows, as of now; the same is not asked for again before CONTROLLER_ASK_AGAIN_MS. */
  tick(nowMs: number): SessionEffect[] {
    this.#excuseStall(nowMs);
    const effects: SessionEffect[] = [];
    for (const broker of this.#image.brokers) {
      const effect = this.#next(broker, nowMs);
      if (effect !== undefined) effects.push(effect);
    }
    for (const id of this.#sessions.keys()) {
      if (this.#image.broker(id) === undefined) this.#sessions.delete(id);
    }
    return effects;
  }

  skewMs(id: number, nowMs: number): number | undefined {
    return this.#sessions.get(id)?.skew.skewMs(nowMs);
  }

  /** Entries of the metadata log that it had not replayed when it was last heard of. */
  lagEntries(id: number): number | undefined {
    return this.#sessions.get(id)?.lagEntries;
  }

  #next({ id, epoch, state }: BrokerState, nowMs: number): SessionEffect | undefined {
    const session = this.#of(id, epoch, nowMs);
    const { contact, asked } = session;
    const asks = (what: "fence" | "activate"): boolean => {
      if (asked?.what === what && nowMs < asked.untilMs) return false;
      session.asked = { what, untilMs: nowMs + CONTROLLER_ASK_AGAIN_MS };
      return true;
    };
    const isLate = session.deadlineMs <= nowMs;
    if (state === "fenced") {
      if (isLate || contact.kind === "silent" || contact.heard.epoch !== epoch) return undefined;
      if (contact.heard.appliedIndex < contact.committedThen) return undefined;
      return asks("activate") ? { kind: "activate", id, epoch } : undefined;
    }
    const gone = contact.kind === "silent" ? contact.gone : undefined;
    if (isLate || gone !== undefined) {
      const why = gone ?? `nothing was heard of it for ${this.#sessionTimeoutMs()} ms`;
      return asks("fence") ? { kind: "fence", id, epoch, why } : undefined;
    }
    if (contact.kind === "connected" || contact.probing || contact.probeAtMs > nowMs) {
      return undefined;
    }
    contact.probing = true;
    return { kind: "probe", id };
  }

  /** A new registration is a new session, on the stream that it has. */
  #of(id: number, epoch: number, nowMs: number): Session {
    let session = this.#sessions.get(id);
    if (session === undefined) this.#sessions.set(id, (session = this.#new(epoch, nowMs)));
    if (session.epoch !== epoch) {
      session.epoch = epoch;
      session.asked = undefined;
      session.deadlineMs = nowMs + this.#sessionTimeoutMs();
      if (session.contact.kind === "silent") session.contact = silent(nowMs);
    }
    return session;
  }

  #new(epoch: number, nowMs: number): Session {
    return {
      epoch,
      contact: silent(nowMs),
      deadlineMs: nowMs + this.#sessionTimeoutMs(),
      asked: undefined,
      lagEntries: undefined,
      skew: new SkewWindow(),
    };
  }

  #excuseStall(nowMs: number): void {
    const stallMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    if (stallMs <= CONTROLLER_STALL_MS) return;
    for (const session of this.#sessions.values()) session.deadlineMs += stallMs;
  }
}

function silent(nowMs: number): Contact {
  const probeAtMs = nowMs + CONTROLLER_PROBE_AFTER_MS;
  return { kind: "silent", probeAtMs, probing: false, gone: undefined };
}
