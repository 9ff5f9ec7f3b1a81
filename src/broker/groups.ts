/**
 * Groups, as this node serves them: coordinators of the partitions of the groups log that it leads, and
 * the way to all others.
 */
import type { Config } from "../config/settings.ts";
import type { GroupCoordinator, QueueSource } from "../coordination/group-coordinator.ts";
import type { GroupLag } from "../group/lag.ts";
import type { GroupDescription } from "../model/descriptions.ts";
import type { TidemarkError } from "../model/errors.ts";
import { topicId } from "../model/ids.ts";
import type { ResetOffsets } from "../model/groups.ts";
import type { Clock } from "../platform/clock.ts";
import type { Network } from "../platform/network.ts";
import type { Random } from "../platform/random.ts";
import type { Log } from "../telemetry/log.ts";
import type { GroupsApi } from "./api.ts";
import { Coordinators } from "./groups/coordinators.ts";
import { GroupEntrance } from "./groups/group-entrance.ts";
import { GroupRoutes } from "./groups/group-routes.ts";
import { GroupTopics } from "./groups/group-topics.ts";
import { ensureOffsetsTopic, type OffsetsTopicParts } from "./groups/offsets-topic.ts";
import { RoutedGroups } from "./groups/routed-groups.ts";
import { ServedMember } from "./groups/served-member.ts";
import { withLagAges } from "./lag-ages.ts";
import type { Replicas } from "./replicas.ts";
import type { Leaders } from "./routing/leaders.ts";
import type { PeerRequests } from "./routing/peer-requests.ts";
import type { Readables } from "./routing/readable-partition.ts";

export interface GroupsParts {
  readonly metadata: OffsetsTopicParts["metadata"];
  readonly replicas: Replicas;
  readonly leaders: Leaders;
  readonly readables: Readables;
  readonly peers: PeerRequests;
  readonly network: Network;
  readonly clock: Clock;
  readonly config: Pick<
    Config,
    | "groupPartitions"
    | "rebalanceTimeoutMs"
    | "sessionTimeoutMs"
    | "sessionTimeoutMinMs"
    | "sessionTimeoutMaxMs"
  >;
  readonly random: Random;
  readonly log: Log;
  readonly queueSource: QueueSource;
  readonly onTopicsChange: (listener: () => void) => () => void;
  readonly newTopicId: () => string;
  /** Of the groups log. */
  readonly replicationFactor: () => number;
  /** There are no other brokers: the groups log is made at once. */
  readonly alone: boolean;
}

/** As one group of many, for metrics. */
export interface GroupsHere {
  readonly groupCount: number;
  readonly memberCount: number;
  lags(partitionsMax: number): Iterable<GroupLag>;
  find(group: string): Promise<GroupDescription | undefined>;
}

export interface Groups {
  readonly api: GroupsApi;
  readonly entrance: GroupEntrance;
  readonly here: GroupsHere;
  /** Ends every member's stream and waits for what is being written. */
  close(reason: TidemarkError): Promise<void>;
}

export async function openGroups(parts: GroupsParts): Promise<Groups> {
  const { metadata, replicas, readables, clock, config, log } = parts;
  const { image } = metadata;
  const topics = new GroupTopics({ ...parts, image });
  const coordinators = new Coordinators({ replicas, log, deps: coordinatorDeps(parts, topics) });
  const ensureTopic = () =>
    ensureOffsetsTopic({ ...parts, partitions: () => config.groupPartitions });
  const routes = new GroupRoutes({ ...parts, coordinators, ensureTopic });
  const describe = async (coordinator: GroupCoordinator, group: string) => {
    const { partitions } = coordinator.views.describe(group);
    const ids = partitions.flatMap(({ topic, partition }) => {
      const entry = topics.byName(topic);
      return entry === undefined ? [] : [{ topicId: entry.id, partition }];
    });
    await topics.ask(ids);
    return withLagAges(coordinator.views.describe(group), readables, clock);
  };
  const listHere = async () => [...coordinators.all()].flatMap(({ views }) => views.list());
  const api = new RoutedGroups({
    ...parts,
    routes,
    describe,
    listHere,
    prepareReset: (request) => topics.ask(placesOf(topics, request)),
  });
  parts.network.accept("session", (_from, stream) => {
    return new ServedMember((group) => routes.here(group), clock, stream);
  });
  if (parts.alone) await ensureTopic();
  await coordinators.look();
  parts.onTopicsChange(() => {
    coordinators.look().catch((error: unknown) => log.warn("groups are out of service", { error }));
  });
  const { network } = parts;
  const modeOf: RoutedGroups["modeOf"] = (context, group) => api.modeOf(context, group);
  return {
    api,
    entrance: new GroupEntrance({ network, routes, modeOf }),
    here: groupsHere(coordinators, readables, clock),
    close: (reason) => coordinators.close(reason),
  };
}

function coordinatorDeps(parts: GroupsParts, topics: GroupTopics) {
  const { clock, random, config, queueSource: source } = parts;
  const { rebalanceTimeoutMs, sessionTimeoutMs, sessionTimeoutMinMs, sessionTimeoutMaxMs } = config;
  return {
    clock,
    random,
    topics,
    source,
    rebalanceTimeoutMs,
    sessionTimeouts: {
      defaultMs: sessionTimeoutMs,
      minMs: sessionTimeoutMinMs,
      maxMs: sessionTimeoutMaxMs,
    },
  };
}

/** Partitions whose bounds decide what a reset may do. */
function placesOf(topics: GroupTopics, { topic, partitions, offsets }: ResetOffsets) {
  const named = (offsets ?? []).map((each) => ({ name: each.topic || topic, ...each }));
  const entry = topic === undefined ? undefined : topics.byName(topic);
  const all = Array.from({ length: entry?.partitions ?? 0 }, (_, partition) => partition);
  const ofTopic = offsets === undefined ? (partitions ?? all) : [];
  return [
    ...ofTopic.flatMap((partition) =>
      entry === undefined ? [] : [{ topicId: entry.id, partition }],
    ),
    ...named.flatMap(({ name, partition }) => {
      const known = name === undefined ? undefined : topics.byName(name);
      return known === undefined ? [] : [{ topicId: topicId(known.id), partition }];
    }),
  ];
}

function groupsHere(coordinators: Coordinators, readables: Readables, clock: Clock): GroupsHere {
  const sum = (count: (coordinator: GroupCoordinator) => number): number =>
    [...coordinators.all()].reduce((total, each) => total + count(each), 0);
  return {
    get groupCount() {
      return sum((each) => each.groupCount);
    },
    get memberCount() {
      return sum((each) => each.memberCount);
    },
    *lags(partitionsMax) {
      let left = partitionsMax;
      for (const { views } of coordinators.all()) {
        for (const lag of views.lags(left)) {
          yield lag;
          left -= lag.partitions + 1;
        }
        if (left <= 0) return;
      }
    },
    async find(group) {
      for (const { views } of coordinators.all()) {
        const found = views.find(group);
        if (found !== undefined) return withLagAges(found, readables, clock);
      }
      return undefined;
    },
  };
}
