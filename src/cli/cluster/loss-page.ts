/** What the replicas of a partition that nobody can lead have, as `tidemark cluster accept-loss` shows it. Pure. */
import { escapeControl } from "../../telemetry/log-line.ts";
import type { Style } from "../style.ts";
import { grouped, type PaintedCell, table } from "../table.ts";

/** As `POST /v1/cluster/accept-loss` answers. */
export interface PossibleLoss {
  readonly topic: string;
  readonly partition: number;
  /** Below 0: none of the replicas is there. */
  readonly leader: number;
  readonly accepted: boolean;
  readonly replicas: readonly ReplicaLine[];
}

interface ReplicaLine {
  readonly broker: number;
  readonly inSync: boolean;
  readonly lostDisk: boolean;
  readonly endOffset?: number;
  readonly lastEpoch?: number;
}

export function lossPage(loss: PossibleLoss, style: Style): string {
  const rows = loss.replicas.map((replica) => {
    const { broker, endOffset, lastEpoch = -1 } = replica;
    const epoch = lastEpoch < 0 ? undefined : lastEpoch;
    return [broker, standing(replica, style), endOffset, epoch];
  });
  const header = ["BROKER", "HAS", "LOG END", "LAST EPOCH"];
  return `${table(header, rows, style)}${advice(loss)}\n`;
}

function standing({ inSync, lostDisk, endOffset }: ReplicaLine, style: Style): PaintedCell {
  const away = endOffset === undefined ? ", away" : "";
  if (lostDisk) return { text: `nothing: its disk was lost${away}`, paint: style.bad };
  if (inSync) return { text: `all that was acknowledged${away}`, paint: style.good };
  return { text: `perhaps not all${away}`, paint: style.notable };
}

function advice({ topic, partition, leader, accepted, replicas }: PossibleLoss): string {
  const place = `partition ${partition} of ${escapeControl(topic)}`;
  const end = replicas.find(({ broker }) => broker === leader)?.endOffset ?? 0;
  if (accepted) return `broker ${leader} leads ${place}: it goes on at offset ${grouped(end)}`;
  const whole = replicas.filter(({ inSync, lostDisk }) => inSync && !lostDisk);
  const better = whole.length === 0 ? [] : [`broker ${names(whole)} can lead ${place}: start it`];
  const would =
    leader < 0
      ? "none of the replicas is there: start a broker that has one"
      : `nothing was changed; --lose-records lets broker ${leader} lead, from offset ${grouped(end)} on`;
  return [...better, would].join("\n");
}

const names = (replicas: readonly ReplicaLine[]): string =>
  replicas.map(({ broker }) => broker).join(" or ");
