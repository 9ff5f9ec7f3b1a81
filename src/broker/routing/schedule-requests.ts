/** Requests about schedules, to this node or to the peer that leads what they are about. */
import { TidemarkError } from "../../model/errors.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { RequestContext, SchedulesApi } from "../api.ts";
import type { Schedules } from "../schedules.ts";
import type { Leaders } from "./leaders.ts";
import { peerMethod, type PeerRequests } from "./peer-requests.ts";

/** Everything that `Schedules` does for partitions that it leads. */
type Local = Pick<Schedules, keyof SchedulesApi | "cancelSome" | "pendingIn">;
export type Operation = keyof Local;
export type RequestOf<O extends Operation> = Parameters<Local[O]>[1];
export type AnswerOf<O extends Operation> = Awaited<ReturnType<Local[O]>>;

/** Listed here, so that a peer can name nothing else. */
const OPERATIONS: Readonly<Record<Operation, "reads" | "changes">> = {
  list: "reads",
  get: "reads",
  reschedule: "changes",
  cancel: "changes",
  put: "changes",
  setPaused: "changes",
  cancelMany: "changes",
  cancelSome: "changes",
  pendingIn: "reads",
};

interface Asked {
  readonly operation: Operation;
  readonly request: RequestOf<Operation>;
}

const SCHEDULES = peerMethod<Asked, unknown>(
  "schedules",
  ({ operation }) => OPERATIONS[operation] === "reads",
);

export class ScheduleRequests {
  readonly #here: Schedules;
  readonly #peers: PeerRequests;

  constructor(parts: {
    readonly leaders: Leaders;
    readonly peers: PeerRequests;
    readonly here: Schedules;
  }) {
    this.#here = parts.here;
    this.#peers = parts.peers;
    parts.peers.serve(SCHEDULES, async (context, { operation, request }) => {
      if (!Object.hasOwn(OPERATIONS, operation)) {
        throw new TidemarkError("NOT_SUPPORTED", `this broker does not know "${operation}"`);
      }
      await parts.leaders.known(request.topic);
      return this.perform(undefined, context, operation, request);
    });
  }

  /** Without `target` here. A peer does it, or refuses. */
  async perform<O extends Operation>(
    target: PeerTarget | undefined,
    context: RequestContext,
    operation: O,
    request: RequestOf<O>,
  ): Promise<AnswerOf<O>> {
    if (target !== undefined) {
      const asked = { operation, request };
      return (await this.#peers.ask(target, SCHEDULES, context, asked)) as AnswerOf<O>;
    }
    const perform = this.#here[operation] as (
      context: RequestContext,
      request: RequestOf<O>,
    ) => Promise<AnswerOf<O>>;
    return perform.call(this.#here, context, request);
  }
}
