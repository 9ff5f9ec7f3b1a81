/**
 * Every command that the controller takes, as data, and the one place that decides them: `decide` never
 * changes the image, the records that it comes to do.
 *
 * A command that is sent twice, because its answer was lost, does once what it asks for. (Producer ids are
 * the exception: a second block is handed out, and the first one stays unused.)
 */
import { unreachable } from "../lib/assert.ts";
import {
  brokerActive,
  drainBroker,
  type DrainBroker,
  fenceBroker,
  registerBroker,
  type RegisterBroker,
  removeBroker,
} from "./broker-commands.ts";
import type { ClusterImage } from "./cluster-image.ts";
import {
  allocateProducerIds,
  alterTopic,
  type AlterTopic,
  createTopic,
  type CreateTopic,
  deleteTopic,
} from "./topic-commands.ts";
import type { Decision } from "./decision.ts";
import {
  alterInSync,
  type AlterInSync,
  cancelReassign,
  electPreferred,
  type ElectPreferred,
  type PartitionRef,
  reassign,
  type Reassignment,
} from "./partition-commands.ts";

export type ControllerCommand =
  | ({ readonly type: "createTopic" } & CreateTopic)
  | ({ readonly type: "alterTopic" } & AlterTopic)
  /** `id` where it is known: then a second one does not meet a new topic of that name. */
  | { readonly type: "deleteTopic"; readonly name: string; readonly id?: string }
  | { readonly type: "allocateProducerIds" }
  | ({ readonly type: "registerBroker" } & RegisterBroker)
  | { readonly type: "brokerActive"; readonly id: number; readonly epoch: number }
  | { readonly type: "fenceBroker"; readonly id: number; readonly epoch: number }
  | ({ readonly type: "drainBroker" } & DrainBroker)
  | { readonly type: "removeBroker"; readonly id: number }
  | ({ readonly type: "alterInSync" } & AlterInSync)
  | ({ readonly type: "electPreferred" } & ElectPreferred)
  | { readonly type: "reassign"; readonly changes: readonly Reassignment[] }
  | { readonly type: "cancelReassign"; readonly partitions?: readonly PartitionRef[] };

interface Replies {
  /** The topic's id; also of one that was deleted. */
  createTopic: string;
  alterTopic: undefined;
  deleteTopic: string;
  /** The first id of a block of PRODUCER_ID_BLOCK. */
  allocateProducerIds: number;
  registerBroker: { readonly epoch: number };
  brokerActive: undefined;
  fenceBroker: undefined;
  drainBroker: undefined;
  removeBroker: undefined;
  alterInSync: undefined;
  /** How many partitions changed. */
  electPreferred: number;
  reassign: number;
  cancelReassign: number;
}

/** JSON, where `undefined` stays away. */
export type ReplyOf<Command extends ControllerCommand> = Replies[Command["type"]];

/** Throws TidemarkError where the command is refused; the image stays as it is in any case. */
export function decide<Command extends ControllerCommand>(
  image: ClusterImage,
  command: Command,
): Decision<ReplyOf<Command>> {
  return decided(image, command) as Decision<ReplyOf<Command>>;
}

function decided(
  image: ClusterImage,
  command: ControllerCommand,
): Decision<Replies[keyof Replies]> {
  switch (command.type) {
    case "createTopic":
      return createTopic(image, command);
    case "alterTopic":
      return alterTopic(image, command);
    case "deleteTopic":
      return deleteTopic(image, command.name, command.id);
    case "allocateProducerIds":
      return allocateProducerIds(image);
    case "registerBroker":
      return registerBroker(image, command);
    case "brokerActive":
      return brokerActive(image, command);
    case "fenceBroker":
      return fenceBroker(image, command);
    case "drainBroker":
      return drainBroker(image, command);
    case "removeBroker":
      return removeBroker(image, command);
    case "alterInSync":
      return alterInSync(image, command);
    case "electPreferred":
      return electPreferred(image, command);
    case "reassign":
      return reassign(image, command);
    case "cancelReassign":
      return cancelReassign(image, command);
    default:
      unreachable(command);
  }
}
