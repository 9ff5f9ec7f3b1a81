/** Faults put into what the checker hears: a soak that finds none of these proves nothing. */

export const PLANTS = ["lose", "early", "double", "back"] as const;
export type PlantName = (typeof PLANTS)[number];

/** Once everything has begun to flow. */
const AT_RECORD = 200;

export class Plant {
  readonly #name: PlantName | undefined;
  #records = 0;
  #commits = 0;

  constructor(name: PlantName | undefined) {
    this.#name = name;
  }

  /** What becomes of the next record that the reader is handed. */
  nextRecord(): "lose" | "early" | "double" | undefined {
    this.#records += 1;
    if (this.#records !== AT_RECORD || this.#name === "back") return undefined;
    return this.#name;
  }

  /** What is heard of a committed offset. */
  committed(offset: number): number {
    if (this.#name !== "back" || offset < AT_RECORD) return offset;
    this.#commits += 1;
    return this.#commits === 2 ? offset - 100 : offset;
  }
}
