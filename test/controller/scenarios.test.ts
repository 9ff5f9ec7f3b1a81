/** Stories of the cluster metadata, in test/golden/controller: what is written, and what it means. */
import { join } from "node:path";
import { describe } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { decide, type ControllerCommand } from "../../src/controller/commands.ts";
import type { PartitionState } from "../../src/controller/cluster-state.ts";
import {
  decodeEntry,
  encodeEntry,
  type MetadataRecord,
} from "../../src/controller/metadata-records.ts";
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
      return this.#apply(this.#command(name, args));
    } catch (error) {
      if (error instanceof TidemarkError) return [`${error.code}: ${error.message}`];
      throw error;
    }
  };

  #command(command: string, args: readonly string[]): ControllerCommand {
    const flags = new Map(args.filter((arg) => arg.includes("=")).map(pair));
    const number = (flag: string) => (flags.has(flag) ? Number(flags.get(flag)) : undefined);
    const settings = [...flags].filter(([key]) => key !== "partitions" && key !== "replicas");
    const config = Object.fromEntries(settings);
    const [name = ""] = args;
    const id = Number(name);
    const epoch = this.#image.broker(id)?.epoch ?? 0;
    switch (command) {
      case "broker": {
        const [, incarnation = "", rack = ""] = args.filter((arg) => !arg.includes("="));
        const disk = flags.get("disk");
        const said = { id, incarnation, address: `h${name}:1`, rack };
        return { type: "registerBroker", ...said, ...(disk && { directoryId: disk }) };
      }
      case "active":
        return { type: "brokerActive", id, epoch: number("epoch") ?? epoch };
      case "fence":
        return { type: "fenceBroker", id, epoch: number("epoch") ?? epoch };
      case "drain":
        return { type: "drainBroker", id, drain: true };
      case "stop":
        return { type: "drainBroker", id, drain: true, epoch };
      case "take-back":
        return { type: "drainBroker", id, drain: false };
      case "remove":
        return { type: "removeBroker", id };
      case "prefer":
        return { type: "electPreferred" };
      case "in-sync": {
        const [, topicName, partition, ...inSync] = args;
        const { id: topicId, partitions } = this.#image.topicByName(topicName!)!;
        const { leaderEpoch, partitionEpoch } = partitions[Number(partition)]!;
        const change = { topicId, partition: Number(partition), leaderEpoch, partitionEpoch };
        const changes = [{ ...change, inSync: inSync.map(Number) }];
        return { type: "alterInSync", brokerId: id, brokerEpoch: epoch, changes };
      }
      case "move": {
        const [, partition, ...replicas] = args.filter((arg) => arg !== "accept-loss");
        const topicId = this.#image.topicByName(name)!.id;
        const change = { topicId, partition: Number(partition), replicas: replicas.map(Number) };
        const acceptLoss = args.includes("accept-loss");
        return { type: "reassign", changes: [{ ...change, acceptLoss }] };
      }
      case "cancel":
        return { type: "cancelReassign" };
      case "create":
        return {
          type: "createTopic",
          name,
          id: (++this.#topicsMade).toString(16).padStart(32, "0"),
          partitions: number("partitions") ?? 1,
          replicationFactor: number("replicas") ?? 1,
          config,
          internal: args.includes("internal"),
        };
      case "alter":
        return { type: "alterTopic", name, partitions: number("partitions"), config };
      case "delete":
        return { type: "deleteTopic", name };
      case "producer-ids":
        return { type: "allocateProducerIds" };
      default:
        throw new Error(`unknown command ${command}`);
    }
  }

  #apply(command: ControllerCommand): string[] {
    const { records, reply } = decide(this.#image, command);
    this.#log.push(encodeEntry(records));
    for (const record of records) this.#image.replay(record);
    const said = typeof reply === "object" ? JSON.stringify(reply) : reply;
    // What a registration answers shows in the broker's state.
    const answer =
      command.type === "registerBroker" || said === undefined ? [] : [`answer ${said}`];
    return [...records.flatMap(written), ...answer].map(shortIds);
  }

  #restart(): string[] {
    this.#image = new ClusterImage();
    const records = this.#log.flatMap(decodeEntry);
    for (const record of records) this.#image.replay(record);
    return [`replayed ${records.length}`];
  }

  #describe(): string[] {
    const image = this.#image;
    return [
      ...[...image.brokers].map(
        ({ id, incarnation, epoch, rack, state, leaving }) =>
          `broker ${id} ${incarnation} epoch ${epoch} ${rack}` +
          (state === "active" ? "" : ` ${state}`) +
          (leaving ? " leaving" : ""),
      ),
      ...[...image.topics].flatMap(({ name, id, config, partitions }) => [
        `${name} ${shortIds(id)} ${JSON.stringify(config)}`,
        ...partitions.map((each) => `  ${shown(each)}`),
      ]),
      `${image.topicCount} topics, ${image.partitionCount} partitions`,
    ];
  }
}

/** One line each; what partitions come to in words. */
function written(record: MetadataRecord): string[] {
  if (record.type !== "partitions") return [`log: ${JSON.stringify(record)}`];
  return record.states.map((state) => `log: partition of ${record.topicId}: ${shown(state)}`);
}

function shown(state: PartitionState): string {
  const { partition, replicas, leader, leaderEpoch, inSync, eligible, lost, target, lossEpoch } =
    state;
  const list = (name: string, ids: readonly number[] | undefined) =>
    ids === undefined || ids.length === 0 ? "" : `, ${name} ${ids.join(" ")}`;
  return (
    `${partition} on ${replicas.join(" ")}, ${leader === undefined ? "no leader" : `leader ${leader}`} ` +
    `in epoch ${leaderEpoch}${list("in sync", inSync)}${list("eligible", eligible)}` +
    `${list("lost by", lost)}${list("moves to", target)}` +
    (lossEpoch === undefined ? "" : `, losses accepted in epoch ${lossEpoch}`)
  );
}

function pair(argument: string): [string, string] {
  const at = argument.indexOf("=");
  return [argument.slice(0, at), argument.slice(at + 1)];
}

const shortIds = (text: string): string => text.replaceAll(/\b0{16,}(?=[0-9a-f])/g, "…");

describe("metadata stories", () => {
  scenarios(join(import.meta.dirname, "../golden/controller"), () => new Story().run);
});
