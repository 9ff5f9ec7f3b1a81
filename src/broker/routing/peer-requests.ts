/**
 * Requests of one broker to another in the name of a caller, typed: who asks and how long it waits goes
 * with them. What is served here is done here or refused: a request is never sent on twice.
 */
import { TidemarkError } from "../../model/errors.ts";
import { PEER_CALL_TIMEOUT_MS } from "../../model/cluster-limits.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Calls } from "../../peer/calls.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { RequestContext } from "../api.ts";
import { decodeParcel, encodeParcel } from "./parcel.ts";

/** A method that brokers call on each other: what it takes and answers is its types alone. */
export interface PeerMethod<Request, Answer> {
  readonly name: string;
  /** It changes nothing: where its answer is lost it counts as not done, and may be asked again. */
  readonly onlyReads: (request: Request) => boolean;
  /** Never there: it only carries the type. */
  readonly answer?: Answer;
}

const always = (): boolean => true;
const never = (): boolean => false;

/** `onlyReads`: it never changes anything, or not where that says so; unless told it may. */
export function peerMethod<Request, Answer>(
  name: string,
  onlyReads: boolean | ((request: Request) => boolean) = false,
): PeerMethod<Request, Answer> {
  if (typeof onlyReads === "function") return { name, onlyReads };
  return { name, onlyReads: onlyReads ? always : never };
}

interface Envelope {
  readonly principal: string;
  readonly clientId: string;
  readonly timeoutMs: number;
  readonly request: unknown;
}

export class PeerRequests {
  readonly #calls: Calls;
  readonly #clock: Clock;

  constructor(calls: Calls, clock: Clock) {
    this.#calls = calls;
    this.#clock = clock;
  }

  /** Rejects as `Calls` do; with PEER_UNREACHABLE where the answer to what only reads is lost. */
  async ask<Request, Answer>(
    target: PeerTarget,
    method: PeerMethod<Request, Answer>,
    context: RequestContext,
    request: Request,
    timeoutMs: number = PEER_CALL_TIMEOUT_MS,
  ): Promise<Answer> {
    const { principal, clientId, deadlineMs = Infinity } = context;
    // The caller waits no longer than it said.
    const leftMs = Math.max(Math.ceil(deadlineMs - this.#clock.monotonicMs()), 1);
    const patienceMs = Math.min(timeoutMs, leftMs);
    const envelope: Envelope = {
      principal: principal.name,
      clientId,
      timeoutMs: patienceMs,
      request,
    };
    const body = encodeParcel(envelope);
    const asked = this.#calls.call(target, method.name, body, { timeoutMs: patienceMs });
    const answer = await (method.onlyReads(request) ? asked.catch(nothingDone) : asked);
    const { buffer, byteOffset, byteLength } = answer;
    return decodeParcel(Buffer.from(buffer, byteOffset, byteLength)) as Answer;
  }

  serve<Request, Answer>(
    method: PeerMethod<Request, Answer>,
    handle: (context: RequestContext, request: Request) => Promise<Answer>,
  ): void {
    this.#calls.serve(method.name, async (_from, body) => {
      const { principal, clientId, timeoutMs, request } = decodeParcel(body) as Envelope;
      const patience = new AbortController();
      const timer = this.#clock.setTimer(timeoutMs, () => {
        const message = "the broker that asked waits no longer";
        patience.abort(new TidemarkError("DEADLINE_EXCEEDED", message));
      });
      const deadlineMs = this.#clock.monotonicMs() + timeoutMs;
      const who = { principal: { name: principal }, clientId };
      const context = { ...who, deadlineMs, signal: patience.signal };
      try {
        return encodeParcel(await handle(context, request as Request));
      } finally {
        timer.cancel();
      }
    });
  }
}

function nothingDone(error: unknown): never {
  const isLost = error instanceof TidemarkError && error.code === "OUTCOME_UNKNOWN";
  if (!isLost) throw error;
  const text = `a question was not answered: ${error.message}`;
  throw new TidemarkError("PEER_UNREACHABLE", text, {}, { cause: error });
}
