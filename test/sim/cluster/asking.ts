/** Calls to a simulated cluster that have to be done in the end, whatever becomes of single attempts. */
import type { BrokerApi } from "../../../src/broker/api.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { PromiseBroken } from "../broker/oracle.ts";
import type { ClusterWorld } from "./cluster-world.ts";

/** A cluster that is whole has leaders everywhere, takes records and answers, within this. */
export const LIVELY_MS = 60_000;
export const ASK_AGAIN_MS = 100;
const ANSWER_MAX_MS = 20_000;

export class Asking {
  readonly #world: ClusterWorld;

  constructor(world: ClusterWorld) {
    this.#world = world;
  }

  /** Asked of one broker after another until one does it, as a person would. */
  async ask<T>(what: string, call: (api: BrokerApi) => Promise<T>, within = LIVELY_MS): Promise<T> {
    const world = this.#world;
    const untilMs = world.schedule.nowMs + within;
    let last = "nobody is up";
    while (world.schedule.nowMs < untilMs) {
      if (world.pick()) {
        const answer = await this.#answerOf(call(world.broker.api));
        if ("value" in answer) return answer.value;
        if (last !== answer.failed) world.note(`${what}: ${answer.failed}`);
        last = answer.failed;
      }
      await world.schedule.advance(ASK_AGAIN_MS);
    }
    throw new PromiseBroken(`I15: could not ${what} within ${within} ms: ${last}`);
  }

  async #answerOf<T>(
    call: Promise<T>,
  ): Promise<{ readonly value: T } | { readonly failed: string }> {
    const { schedule, life } = this.#world;
    const answers: ({ readonly value: T } | { readonly failed: string })[] = [];
    call.then(
      (value) => answers.push({ value }),
      (error: unknown) => {
        if (error instanceof TidemarkError)
          answers.push({ failed: `${error.code} ${error.message}` });
        else this.#world.died ??= error as Error;
      },
    );
    const untilMs = schedule.nowMs + ANSWER_MAX_MS;
    while (answers.length === 0 && !life.dead && (await schedule.step(untilMs)));
    return answers[0] ?? { failed: "no answer" };
  }
}
