/** What a metadata node is made of, and what its settings say of the group that it is in. */
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Network, PeerTarget } from "../platform/network.ts";
import type { Random } from "../platform/random.ts";
import type { NodeId } from "../raft/types.ts";
import type { Log } from "../telemetry/log.ts";
import type { Calls } from "../peer/calls.ts";
import type { RaftStorage } from "./raft-storage.ts";

export interface MetadataNodeParts {
  readonly id: NodeId;
  readonly deps: LogDeps;
  readonly random: Random;
  readonly logger: Log;
  readonly directory: string;
  readonly log: LogOptions;
  /** The durable mark of the metadata log. */
  readonly mark: {
    readonly at: number;
    readonly lower: (endOffset: number) => Promise<void>;
    readonly note: (endOffset: number) => void;
  };
  /** Absent: there is nobody else. */
  readonly cluster?: {
    readonly network: Network;
    readonly calls: Calls;
    /** The voters that the settings name; none: this node alone. */
    readonly controllers: readonly PeerTarget[];
  };
  /** How many entries make a snapshot; absent: METADATA_SNAPSHOT_ENTRIES. */
  readonly snapshotEntries?: number;
}

/** Ascending. */
export function namedIn({ cluster }: MetadataNodeParts): readonly NodeId[] {
  const named = (cluster?.controllers ?? []).map(({ brokerId }) => brokerId);
  return named.sort((left, right) => left - right);
}

/** Of a group that is yet to begin. */
export function votersOf(parts: MetadataNodeParts): readonly NodeId[] {
  const named = namedIn(parts);
  return named.length === 0 ? [parts.id] : named;
}

/** Two groups must not meet: each would take the other's terms for its own. */
export function checkOwner(parts: MetadataNodeParts, { stored, membership }: RaftStorage): void {
  const named = votersOf(parts);
  const { voters } = membership;
  const alone = stored.entries.length > 0 && voters.length === 1 && voters[0] === parts.id;
  if (!alone || named.includes(parts.id)) return;
  throw new TidemarkError(
    "INVALID_CONFIG",
    `This node's folder holds the metadata of a cluster of its own, and \`controllers\` names ` +
      `${named.join(", ")} only. Name ${parts.id} as well to make that cluster larger, or begin with ` +
      "an empty folder.",
  );
}
