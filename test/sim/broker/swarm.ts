/**
 * What happens how often, drawn anew for each seed: with the same odds for all, what takes three rare
 * things at once is met once in thousands of seeds; where each seed prefers some, in some hundred.
 */
import type { SimRandom } from "../platform/sim-random.ts";

/** Half of the actions keep their weight; the others are left out, or come much more often. */
const FACTORS = [0, 0.3, 1, 1, 1, 1, 3, 6];

export class Swarm<T> {
  readonly #choices: readonly (readonly [until: number, choice: T])[];
  readonly #total: number;

  /** `random`: of the weights alone. What is `always` there keeps its weight. */
  constructor(
    random: SimRandom,
    weighted: readonly (readonly [weight: number, choice: T, always?: "always"])[],
  ) {
    let total = 0;
    this.#choices = weighted.map(([weight, choice, always]) => {
      const factor = random.pick(FACTORS);
      total += always === undefined ? weight * factor : weight;
      return [total, choice];
    });
    this.#total = total;
  }

  draw(random: SimRandom): T {
    const at = random.float() * this.#total;
    const found = this.#choices.find(([until]) => at < until);
    // The last one: where all that is not there always is left out, nothing else is.
    return (found ?? this.#choices.at(-1)!)[1];
  }
}
