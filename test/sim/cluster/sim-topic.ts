/** The topic of a simulated cluster: made, and deleted whatever becomes of single attempts. */
import { TidemarkError } from "../../../src/model/errors.ts";
import { CONTEXT, PARTITIONS, TOPIC } from "../broker/ground.ts";
import type { Asking } from "./asking.ts";

export class SimTopic {
  readonly #replicationFactor: number;
  readonly #asking: Asking;
  #id: string | undefined;

  constructor(replicationFactor: number, asking: Asking) {
    this.#replicationFactor = replicationFactor;
    this.#asking = asking;
  }

  async create(): Promise<void> {
    const replicationFactor = this.#replicationFactor;
    this.#id = await this.#asking.ask("create the topic", async ({ topics }) => {
      await unless("TOPIC_EXISTS", () =>
        topics.create(CONTEXT, { name: TOPIC, partitions: PARTITIONS, replicationFactor }),
      );
      const { id } = await topics.describe(CONTEXT, TOPIC);
      // A broker that has not heard of the deletion yet.
      if (id === this.#id) throw new TidemarkError("LEADER_NOT_READY", "it is the old one");
      return id;
    });
  }

  async delete(): Promise<void> {
    await this.#asking.ask("delete the topic", ({ topics }) =>
      unless("UNKNOWN_TOPIC", () => topics.delete(CONTEXT, TOPIC)),
    );
  }
}

/** An attempt before this one has done it. */
async function unless(code: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== code) throw error;
  }
}
