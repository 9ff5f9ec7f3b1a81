/**
 * One node: opens what is on disk in order, wires the drivers to each other, and offers the API that
 * every dialect calls. Start-up order: marks, ordered store, metadata, this broker's registration,
 * partitions, group offsets; then it serves.
 */
import { isClustered, namedControllers } from "../config/cluster.ts";
import type { Config } from "../config/settings.ts";
import type { ClusterImage, TopicState } from "../controller/cluster-image.ts";
import { describeCluster } from "../controller/describe-cluster.ts";
import { DURABLE_MARKS_FILE, DurableMarks } from "../log/durable-marks.ts";
import type { LogDeps } from "../log/log-options.ts";
import { LogResources } from "../log/log-resources.ts";
import { TidemarkError } from "../model/errors.ts";
import { ANONYMOUS } from "../model/principal.ts";
import type { Platform } from "../platform/platform.ts";
import type { Log } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { BrokerApi, ClusterDescription, RequestContext } from "./api.ts";
import { AppendBudget } from "./append-budget.ts";
import { DeadLetterReplay } from "./dead-letter-replay.ts";
import { copiesIn, DeadLetters, deadLetterTopics } from "./dead-letters.ts";
import { ClusterChanges } from "./cluster-changes.ts";
import { Cleaner } from "./cleaner.ts";
import { ClusterMember } from "./cluster-member.ts";
import { ExpiredRecords } from "./expired-records.ts";
import { openGroups } from "./groups.ts";
import { LatePolicies } from "./late-policies.ts";
import { LossAcceptance } from "./loss-acceptance.ts";
import { MovesUnderWay } from "./moves-under-way.ts";
import { Draining } from "./draining.ts";
import { observeBroker, observeClients } from "./observe.ts";
import { observeReplication } from "./observe-replication.ts";
import { observeGroups } from "./observe-groups.ts";
import { openStoreOrSetAside } from "./open-store.ts";
import { Partitions } from "./partitions.ts";
import { ProducerIds } from "./producer-ids.ts";
import { type NodeState, readinessOf } from "./readiness.ts";
import { Rebuilds } from "./rebuilds.ts";
import { PartitionSource } from "./queue/queue-source.ts";
import { Records } from "./records.ts";
import { Replication } from "./replication.ts";
import { Replicas } from "./replicas.ts";
import { asIn } from "./routing/leaders.ts";
import { LeaderFacts } from "./routing/partition-facts.ts";
import { RecordDeletions } from "./routing/record-deletions.ts";
import { RoutedSchedules } from "./routing/routed-schedules.ts";
import { Routing } from "./routing/routing.ts";
import { Schedules } from "./schedules.ts";
import { brokerSettings, cacheShare, rememberedByTopic } from "./settings.ts";
import { UnknownProducers } from "./unknown-producers.ts";
import { checkSureLeadership } from "./sure-leadership.ts";
import { Topics } from "./topics.ts";

export interface BrokerOptions {
  readonly platform: Platform;
  readonly config: Config;
  readonly identity: {
    readonly clusterId: string;
    readonly brokerId: number;
    /** Of its disk. */
    readonly directoryId: string;
  };
  /** `host:port` under which others reach this broker; without it the first that it listens on. */
  readonly address?: string;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** Hears what it is at until it is up. */
  readonly onProgress?: (detail: string) => void;
}

export interface Broker {
  readonly api: BrokerApi;
  readonly deadLetters: DeadLetters;
  /**
   * Others lead what this one leads, where they can; then no new work: streams end with SHUTTING_DOWN once
   * what is under way is done.
   */
  drain(): Promise<void>;
  /** Syncs and closes everything. */
  stop(): Promise<void>;
}

/** Of what the broker publishes on its own. */
const OWN_REQUEST: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "",
};
const SHUTTING_DOWN = new TidemarkError(
  "SHUTTING_DOWN",
  "the broker is stopping; connect again in a moment",
);

export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { platform, config, identity, log, telemetry } = options;
  const { clock, disk, random } = platform;
  const { brokerId } = identity;
  const settings = brokerSettings(() => config);
  const started = clock.monotonicMs();

  const marks = await DurableMarks.load(disk, DURABLE_MARKS_FILE);
  marks.onWriteFailed = (error) => log.warn("durable marks not written", { error });
  // Before the store is touched: one that takes the process down must be checked at the next start.
  await marks.start(clock);
  const store = await openStoreOrSetAside(platform, marks.lastStop !== "clean", log);
  const resources = new LogResources(disk);
  const deps: LogDeps = {
    disk,
    clock,
    fatal: (reason, cause) => platform.fatal(reason, cause),
    resources,
    metrics: telemetry.metrics,
  };
  const newTopicId = () => Buffer.from(random.bytes(16)).toString("hex");
  const member = await ClusterMember.join({
    platform,
    config,
    brokerId,
    directoryId: identity.directoryId,
    address: options.address ?? config.advertise ?? config.listen[0] ?? "",
    deps,
    metadataLog: settings.internalLogOptions(),
    marks,
    log,
    metrics: telemetry.metrics,
    onProgress: (detail) => options.onProgress?.(detail),
  });
  const { metadata } = member;
  const replicas = new Replicas();
  /** Before that what is replayed here is not followed: nobody may be told that something is unknown. */
  let beginToFollow = (): void => undefined;
  const followed = new Promise<void>((resolve) => (beginToFollow = resolve));
  const catchUp = async () => {
    await followed;
    await metadata.catchUp();
  };
  const routing = new Routing({
    clock,
    network: platform.network,
    calls: member.calls,
    brokerId,
    replicas,
    ...asIn(metadata.image),
    catchUp,
  });
  const { leaders, peers, readables } = routing;
  const replicationFactor = () => replicationFactorOf(config, metadata.image);
  const budget = new AppendBudget(config.produceMemoryBytes);
  const observed = observeBroker(telemetry.metrics, replicas, budget, clock, log);
  /** Written once the broker is up. */
  const deadLetters = new DeadLetters({
    clock,
    ensureTopic: deadLetterTopics(metadata, replicas, newTopicId, replicationFactor),
    topicIdOf: (name) => metadata.image.topicByName(name)?.id,
    isCopyOf: copiesIn(readables),
    observer: observed.deadLetters,
  });
  const rebuilds = new Rebuilds(clock, log);
  const replication = new Replication({
    brokerId,
    clock,
    logger: log,
    network: platform.network,
    image: metadata.image,
    submit: (command) => metadata.submit(command),
    brokerEpoch: () => member.session.epoch,
    moveBytesPerSecond: () => config.moveBytesPerSecond,
    observer: observed.replication,
  });
  const unknownProducers = new UnknownProducers({
    decidesHere: () => metadata.activeController === brokerId,
    idEnd: () => metadata.image.nextProducerId,
    catchUp,
  });
  const partitions = new Partitions({
    replication,
    dependencies: { ...deps, clock, store, logger: log, random, brokerId, dedup: observed.dedup },
    image: metadata.image,
    replicas,
    marks,
    logOptions: (topic) => settings.logOptions(topic, metadata.image.partitionCount),
    settings: rememberedByTopic((topic) => ({
      ...settings.replicaSettings(topic),
      get producerIdEnd() {
        return metadata.image.nextProducerId;
      },
      unknownProducer: (producerId) => unknownProducers.refusal(producerId),
      minInsyncReplicas: settings.minInsyncReplicas(topic),
      replicaLagMaxMs: config.replicaLagMaxMs,
    })),
    cacheBytes: () => cacheShare(config, metadata.image.partitionCount),
    observer: (topic, partition) => observed.releases(topic, partition),
    rebuilds,
    late: new LatePolicies({
      clock,
      log,
      observer: observed.late,
      policyOf: (topic) => settings.latePolicy(topic),
      writeDeadLetters: (letters) => deadLetters.write(letters),
    }),
  });
  await partitions.openAll((opened, of) => {
    options.onProgress?.(`opening partitions: ${opened} of ${of}`);
    if (opened % 500 === 0) log.info("opening partitions", { opened, of });
  });
  const topicListeners = new Set<() => void>();
  metadata.onReplayed(async (entries) => {
    await partitions.follow(entries);
    readables.leadersChanged();
    for (const listener of topicListeners) listener();
  });
  beginToFollow();
  // What was replayed while they were opened.
  await partitions.lookAgain();
  const onTopicsChange = (listener: () => void) => {
    topicListeners.add(listener);
    return () => topicListeners.delete(listener);
  };
  const expired = new ExpiredRecords({
    clock,
    log,
    image: metadata.image,
    expired: (topic, count) => observed.records.expired(topic, count),
    writeDeadLetters: (letters) => deadLetters.write(letters),
  });
  const queueSource = new PartitionSource({
    clock,
    readables,
    log,
    writeDeadLetters: (letters) => deadLetters.write(letters),
    expired,
  });
  const groups = await openGroups({
    metadata,
    replicas,
    leaders,
    readables,
    peers,
    network: platform.network,
    clock,
    config,
    random,
    log,
    queueSource,
    onTopicsChange,
    newTopicId,
    replicationFactor: () => replicationFactorOf(config, metadata.image),
    // The only controller may have brokers beside it that its settings do not name, or be none itself.
    alone:
      config.roles.includes("broker") &&
      !isClustered(config) &&
      [...metadata.image.brokers].length <= 1,
  });

  const settingsOf = (name: string) => {
    const topic = metadata.image.topicByName(name);
    return topic && settings.replicaSettings(topic);
  };
  const draining = new Draining();
  const records = new Records({
    draining,
    clock,
    replicas,
    budget,
    groups: groups.entrance,
    producerIds: new ProducerIds(metadata, clock),
    observer: observed.records,
    expired,
    readables,
    leaders,
    peers,
    settingsOf,
  });
  observeClients(telemetry.metrics, records, groups.here);
  observeGroups(telemetry.metrics, groups.here, clock);
  deadLetters.open((topic, letters) => records.publish(OWN_REQUEST, { topic, records: letters }));
  const cleaner = new Cleaner({
    clock,
    random,
    replicas,
    config: () => config,
    policyOf: (name) => {
      const topic = metadata.image.topicByName(name);
      return topic === undefined ? undefined : settings.cleaningPolicy(topic);
    },
    observer: observed.cleaning,
  });
  cleaner.start();
  const topics = new Topics({
    facts: new LeaderFacts({ clock, leaders, peers }),
    deletions: new RecordDeletions({ clock, leaders, peers, deleted: () => cleaner.wake() }),
    catchUp,
    opened: (topic) => leaders.known(topic),
    clock,
    metadata,
    replicas,
    defaultPartitions: () => config.defaultPartitions,
    defaultReplicationFactor: replicationFactor,
    brokersExpected: () => brokersExpected(config, metadata.image),
    effectiveConfig: (topic: TopicState) => settings.effectiveConfig(topic),
    newTopicId,
  });
  const delayMaxMs = (name: string): number => settingsOf(name)?.scheduleDelayMaxMs ?? 0;
  const here = new Schedules({
    clock,
    replicas,
    observer: observed.schedules,
    scheduleDelayMaxMs: delayMaxMs,
    draining,
    checkLeads: () =>
      checkSureLeadership({
        silentMs: () => member.session.silentMs,
        sessionTimeoutMs: () => config.brokerSessionTimeoutMs,
      }),
  });
  const schedules = new RoutedSchedules({ clock, leaders, peers, here, draining });
  let state: NodeState = "ready";
  observeReplication(telemetry.metrics, {
    open: () => replicas.open(),
    moves: () => replication.moves,
  });
  const moves = new MovesUnderWay({
    brokerId,
    image: metadata.image,
    peers,
    led: () => replication.moves,
    moveBytesPerSecond: () => config.moveBytesPerSecond,
  });
  const describe = async (context: RequestContext): Promise<ClusterDescription> => {
    const [{ sessions, group }, moving] = await Promise.all([
      member.views.get(),
      moves.describe(context),
    ]);
    const { image, activeController } = metadata;
    const about = { clusterId: identity.clusterId, activeController, timeMs: clock.wallMs() };
    const cluster = { ...describeCluster(image, sessions, group, about), moving };
    if (state === "ready") return cluster;
    const brokers = cluster.brokers.map((broker) =>
      broker.id === brokerId ? { ...broker, state: "draining" as const } : broker,
    );
    return { ...cluster, brokers };
  };
  const api: BrokerApi = {
    records,
    topics,
    schedules,
    groups: groups.api,
    deadLetters: new DeadLetterReplay({
      replicas,
      readables,
      catchUp: () => metadata.catchUp(),
      topicNamed: (name) => metadata.image.topicByName(name) ?? metadata.image.topicById(name),
      publish: (context, topic, letters) => records.publish(context, { topic, records: letters }),
    }),
    cluster: new ClusterChanges({
      metadata,
      moves,
      losses: new LossAcceptance({ brokerId, metadata, peers, replicas }),
    }),
    describeCluster: describe,
    readiness: () => readinessOf(state, replicas, rebuilds),
  };
  member.calls.complete();
  log.info("broker is up", {
    topics: metadata.image.topicCount,
    partitions: metadata.image.partitionCount,
    lastStop: marks.lastStop,
    tookMs: Math.round(clock.monotonicMs() - started),
  });
  return {
    api,
    deadLetters,
    async drain() {
      if (state !== "ready") return;
      state = "draining";
      await member.session.drain();
      records.drain(SHUTTING_DOWN);
    },
    async stop() {
      if (state === "stopped") return;
      state = "stopped";
      records.drain(SHUTTING_DOWN);
      await cleaner.stop();
      await groups.close(SHUTTING_DOWN);
      routing.close();
      await partitions.closeAll(SHUTTING_DOWN);
      await member.close();
      await store.close();
      await resources.close();
      await marks.stop();
    },
  };
}

/** As many as the settings say, where so many brokers are or will be there. */
const replicationFactorOf = (config: Config, image: ClusterImage): number =>
  Math.min(config.defaultReplicationFactor, brokersExpected(config, image));

const brokersExpected = (config: Config, image: ClusterImage): number =>
  Math.max([...image.brokers].length, namedControllers(config).length);
