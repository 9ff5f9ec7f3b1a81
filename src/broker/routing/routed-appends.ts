/**
 * Appends batches wherever their partitions are led. Must never send again what may have been appended,
 * unless the leader can tell that it has it already (P2).
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { ROUTED_BATCHES_BYTES_MAX } from "../../model/cluster-limits.ts";
import type { Clock } from "../../platform/clock.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { RequestContext } from "../api.ts";
import { refuseInternal } from "../produce.ts";
import type { GoOn } from "../room.ts";
import type { AppendHere, AppendRequest, BatchOutcome, BatchToAppend } from "./append-here.ts";
import { Attempts, wasNotDone } from "./attempts.ts";
import type { Leaders } from "./leaders.ts";
import { peerMethod, type PeerRequests } from "./peer-requests.ts";

const PUBLISH = peerMethod<AppendRequest, readonly BatchOutcome[]>("publish");

export interface RoutedAppendsParts {
  readonly clock: Clock;
  readonly leaders: Leaders;
  readonly here: AppendHere;
  readonly peers: PeerRequests;
  /** Waits while too much waits for the disk already; throws where nobody waits any more. */
  readonly admit: (context: RequestContext) => Promise<GoOn>;
}

/** Batches of one call that go to the same broker, by their place in it. */
interface Group {
  readonly target: PeerTarget | undefined;
  readonly indexes: number[];
}

export class RoutedAppends {
  readonly #parts: RoutedAppendsParts;

  constructor(parts: RoutedAppendsParts) {
    this.#parts = parts;
    parts.peers.serve(PUBLISH, async (context, request) => {
      refuseInternal(request.topic);
      await parts.leaders.known(request.topic);
      return parts.here.append(request, await parts.admit(context));
    });
  }

  /** One outcome for each batch, in order. */
  async append(
    context: RequestContext,
    request: AppendRequest,
    goOn: GoOn,
  ): Promise<readonly BatchOutcome[]> {
    const outcomes = new Array<BatchOutcome>(request.batches.length);
    const attempts = new Attempts(this.#parts.clock, goOn, context.deadlineMs);
    let open = [...request.batches.keys()];
    /** May have been appended by an earlier attempt: only a success says more than that. */
    const unknown = new Map<number, BatchOutcome>();
    for (let isFirst = true; ; isFirst = false) {
      const groups = this.#groups(request, open, outcomes);
      await Promise.all(
        groups.map(({ target, indexes }) => {
          const batches = indexes.map((index) => request.batches[index]!);
          // One that was appended belongs to the log, and was stamped by its leader.
          const some = { ...request, batches: isFirst ? batches : batches.map(copied) };
          const tell = (index: number, outcome: BatchOutcome) => {
            outcomes[indexes[index]!] = outcome;
          };
          return this.#appendGroup(context, target, some, goOn, tell);
        }),
      );
      for (const index of open) {
        const outcome = outcomes[index]!;
        if (!(outcome instanceof TidemarkError)) continue;
        if (outcome.code === "OUTCOME_UNKNOWN") unknown.set(index, outcome);
        else outcomes[index] = unknown.get(index) ?? outcome;
      }
      open = open.filter((index) => mayRepeat(request.batches[index]!, outcomes[index]!));
      if (open.length === 0 || !(await attempts.another())) return outcomes;
    }
  }

  #groups({ topic, batches }: AppendRequest, open: readonly number[], outcomes: BatchOutcome[]) {
    const groups = new Map<number | undefined, Group>();
    for (const index of open) {
      try {
        const route = this.#parts.leaders.route(topic, batches[index]!.partition);
        const target = route.kind === "here" ? undefined : route.target;
        const group = groups.get(target?.brokerId);
        if (group === undefined) groups.set(target?.brokerId, { target, indexes: [index] });
        else group.indexes.push(index);
      } catch (error) {
        outcomes[index] = toTidemarkError(error, "looking for the leader failed");
      }
    }
    return [...groups.values()];
  }

  async #appendGroup(
    context: RequestContext,
    target: PeerTarget | undefined,
    request: AppendRequest,
    goOn: GoOn,
    tell: (index: number, outcome: BatchOutcome) => void,
  ): Promise<void> {
    if (target === undefined) {
      const outcomes = await this.#parts.here.append(request, goOn);
      for (const [index, outcome] of outcomes.entries()) tell(index, outcome);
      return;
    }
    let begin = 0;
    let stopped: TidemarkError | undefined;
    // One call after another: records of a partition stay in their order.
    for (const batches of callsOf(request.batches)) {
      const answered =
        stopped === undefined
          ? await this.#send(context, target, { ...request, batches })
          : batches.map(() => stopped!);
      for (const [index, outcome] of answered.entries()) {
        if (outcome instanceof TidemarkError && wasNotDone(outcome)) stopped ??= outcome;
        tell(begin + index, outcome);
      }
      begin += batches.length;
    }
  }

  async #send(
    context: RequestContext,
    target: PeerTarget,
    request: AppendRequest,
  ): Promise<readonly BatchOutcome[]> {
    try {
      return await this.#parts.peers.ask(target, PUBLISH, context, request);
    } catch (error) {
      const failure = toTidemarkError(error, "sending records on failed");
      return request.batches.map(() => failure);
    }
  }
}

const copied = (one: BatchToAppend): BatchToAppend => ({ ...one, batch: Buffer.from(one.batch) });

function mayRepeat({ repeatable }: BatchToAppend, outcome: BatchOutcome): boolean {
  if (!(outcome instanceof TidemarkError)) return false;
  return wasNotDone(outcome) || (repeatable && outcome.code === "OUTCOME_UNKNOWN");
}

/** As many at a time as one message may hold. */
function* callsOf(batches: readonly BatchToAppend[]): Generator<readonly BatchToAppend[]> {
  let begin = 0;
  let bytes = 0;
  for (const [index, { batch }] of batches.entries()) {
    if (index > begin && bytes + batch.length > ROUTED_BATCHES_BYTES_MAX) {
      yield batches.slice(begin, index);
      begin = index;
      bytes = 0;
    }
    bytes += batch.length;
  }
  if (begin < batches.length) yield batches.slice(begin);
}
