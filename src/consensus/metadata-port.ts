/** What drivers beside the metadata node ask of it. */
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { ControllerCommand, ReplyOf } from "../controller/commands.ts";
import type { MetadataRecord } from "../controller/metadata-records.ts";

export interface ControllersStatus {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly term: number;
  readonly committedIndex: number;
  readonly appliedIndex: number;
  /** At the leader: how far each other node's disk is known to be. */
  readonly matchIndexes?: ReadonlyMap<number, number>;
}

export interface MetadataPort {
  readonly image: ClusterImage;
  /** Node id of the Raft leader, as far as is known here. */
  readonly activeController: number | undefined;
  readonly controllers: ControllersStatus;
  submit<Command extends ControllerCommand>(
    command: Command,
    /** `here`: decided here or rejected. */
    options?: { readonly deadlineMs?: number; readonly here?: boolean },
  ): Promise<ReplyOf<Command>>;
  onReplayed(listener: (records: readonly MetadataRecord[]) => Promise<void>): void;
  onLeadership(listener: (leads: boolean) => void): void;
}
