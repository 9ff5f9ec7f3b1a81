/** Deletes records from the beginning of a partition, wherever it is led. Asked twice it does no more. */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { isInternalTopic } from "../../model/names.ts";
import type { Clock } from "../../platform/clock.ts";
import type { RequestContext, TopicsApi } from "../api.ts";
import { Attempts, wasNotDone } from "./attempts.ts";
import type { Leaders } from "./leaders.ts";
import { peerMethod, type PeerRequests } from "./peer-requests.ts";

type Deletion = Parameters<TopicsApi["deleteRecords"]>[1];

const DELETE = peerMethod<Deletion, number>("delete-records");

export interface RecordDeletionsParts {
  readonly clock: Clock;
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
  /** Records of this node were deleted: there may be something to free. */
  readonly deleted: () => void;
}

export class RecordDeletions {
  readonly #parts: RecordDeletionsParts;

  constructor(parts: RecordDeletionsParts) {
    this.#parts = parts;
    parts.peers.serve(DELETE, async (_context, request) => {
      const { topic, partition } = request;
      if (isInternalTopic(topic)) {
        throw new TidemarkError("INTERNAL_TOPIC", `"${topic}" is the broker's own`);
      }
      await parts.leaders.known(topic, partition);
      return this.#delete(request);
    });
  }

  /** The new log start offset. */
  async delete(context: RequestContext, request: Deletion): Promise<number> {
    const { clock, leaders, peers } = this.#parts;
    const { topic, partition } = request;
    const attempts = new Attempts(clock, () => context.signal.throwIfAborted(), context.deadlineMs);
    for (;;) {
      try {
        await leaders.known(topic, partition);
        const route = leaders.route(topic, partition);
        if (route.kind === "here") return await this.#delete(request);
        return await peers.ask(route.target, DELETE, context, request);
      } catch (error) {
        const failure = toTidemarkError(error, "deleting records failed");
        const again = wasNotDone(failure) || failure.code === "OUTCOME_UNKNOWN";
        if (!again || !(await attempts.another())) throw failure;
      }
    }
  }

  async #delete({ topic, partition, before }: Deletion): Promise<number> {
    const route = this.#parts.leaders.route(topic, partition);
    if (route.kind === "there") {
      const { brokerId, address: leader } = route.target;
      throw new TidemarkError("NOT_LEADER", `broker ${brokerId} leads it`, { leader });
    }
    const logStartOffset = await route.replica.deleteRecords(before);
    this.#parts.deleted();
    return logStartOffset;
  }
}
