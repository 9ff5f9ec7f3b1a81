/** Stories of the cluster metadata, in test/golden/controller: what is written, and what it means. */
import { join } from "node:path";
import { describe } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import type { Decision } from "../../src/controller/controller.ts";
import {
  allocateProducerIds,
  alterTopic,
  createTopic,
  deleteTopic,
  registerBroker,
} from "../../src/controller/controller.ts";
import { decodeMetadata, encodeMetadata } from "../../src/controller/metadata-records.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import type { Command } from "../scenario.ts";
import { scenarios } from "../scenario.ts";

class Story {
  #image = new ClusterImage();
  readonly #log: Buffer[] = [];
  #topicsMade = 0;

  readonly run: Command = (name, args) => {
    if (name === "describe") return this.#describe();
    if (name === "restart") return this.#restart();
    try {
      return this.#apply(this.#decide(name, args));
    } catch (error) {
      if (error instanceof TidemarkError) return [`${error.code}: ${error.message}`];
      throw error;
    }
  };

  #decide(command: string, args: readonly string[]): Decision<string | number | undefined> {
    const flags = new Map(args.filter((arg) => arg.includes("=")).map(pair));
    const number = (flag: string) => (flags.has(flag) ? Number(flags.get(flag)) : undefined);
    const settings = [...flags].filter(([key]) => key !== "partitions" && key !== "replicas");
    const config = Object.fromEntries(settings);
    const [name = ""] = args;
    switch (command) {
      case "broker": {
        const [, incarnation = "", rack = ""] = args;
        return registerBroker({ id: Number(name), incarnation, address: `h${name}:1`, rack });
      }
      case "create":
        return createTopic(this.#image, {
          name,
          id: (++this.#topicsMade).toString(16).padStart(32, "0"),
          partitions: number("partitions") ?? 1,
          replicationFactor: number("replicas") ?? 1,
          config,
          internal: args.includes("internal"),
        });
      case "alter":
        return alterTopic(this.#image, { name, partitions: number("partitions"), config });
      case "delete":
        return deleteTopic(this.#image, name);
      case "producer-ids":
        return allocateProducerIds(this.#image);
      default:
        throw new Error(`unknown command ${command}`);
    }
  }

  #apply({ records, reply }: Decision<string | number | undefined>): string[] {
    for (const record of records) {
      this.#log.push(encodeMetadata(record));
      this.#image.replay(record);
    }
    const answer = reply === undefined ? [] : [`answer ${shortIds(String(reply))}`];
    return [...records.map((record) => `log: ${shortIds(JSON.stringify(record))}`), ...answer];
  }

  #restart(): string[] {
    this.#image = new ClusterImage();
    for (const entry of this.#log) this.#image.replay(decodeMetadata(entry));
    return [`replayed ${this.#log.length}`];
  }

  #describe(): string[] {
    const image = this.#image;
    return [
      ...[...image.brokers].map(
        ({ id, incarnation, epoch, rack }) => `broker ${id} ${incarnation} epoch ${epoch} ${rack}`,
      ),
      ...[...image.topics].flatMap(({ name, id, config, partitions }) => [
        `${name} ${shortIds(id)} ${JSON.stringify(config)}`,
        ...partitions.map(
          (each) =>
            `  ${each.partition} on ${each.replicas.join(" ")}, leader ${each.leader} ` +
            `in epoch ${each.leaderEpoch}, in sync ${each.inSync.join(" ")}`,
        ),
      ]),
      `${image.topicCount} topics, ${image.partitionCount} partitions`,
    ];
  }
}

function pair(argument: string): [string, string] {
  const at = argument.indexOf("=");
  return [argument.slice(0, at), argument.slice(at + 1)];
}

const shortIds = (text: string): string => text.replaceAll(/\b0{16,}(?=[0-9a-f])/g, "…");

describe("metadata stories", () => {
  scenarios(join(import.meta.dirname, "../golden/controller"), () => new Story().run);
});
