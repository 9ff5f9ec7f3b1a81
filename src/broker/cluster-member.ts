/**
 * This node as one of its cluster: its copy of the metadata, its session, the way to other nodes, and the
 * controller that it is when its turn comes. Holds no partitions; who does hears from it what to hold.
 */
import { namedControllers, rolesOf } from "../config/cluster.ts";
import type { Config } from "../config/settings.ts";
import { ActiveController } from "../consensus/active-controller.ts";
import { BrokerSession } from "../consensus/broker-session.ts";
import { ControllerViews } from "../consensus/controller-view.ts";
import { FEATURE_LEVEL } from "../controller/broker-commands.ts";
import { MetadataNode } from "../consensus/metadata-node.ts";
import type { DurableMarks } from "../log/durable-marks.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PeerCalls } from "../peer/calls.ts";
import type { Platform } from "../platform/platform.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { observeCluster, observeController } from "./observe-cluster.ts";

export interface ClusterMemberParts {
  readonly platform: Platform;
  readonly config: Config;
  readonly brokerId: number;
  /** Of its disk: another one under the same id has lost what this one held. */
  readonly directoryId: string;
  /** `host:port` under which others reach this node. */
  readonly address: string;
  readonly deps: LogDeps;
  readonly metadataLog: LogOptions;
  readonly marks: DurableMarks;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly onProgress: (detail: string) => void;
}

const METADATA_FOLDER = "metadata";
const METADATA_KEY = "metadata";

export class ClusterMember {
  readonly metadata: MetadataNode;
  readonly calls: PeerCalls;
  readonly session: BrokerSession;
  readonly controller: ActiveController;
  /** What only the active controller knows. */
  readonly views: ControllerViews;
  /** The address of a broker, as it registered or as the settings name it. */
  readonly addressOf: (brokerId: number) => string | undefined;

  private constructor(
    parts: ClusterMemberParts,
    calls: PeerCalls,
    metadata: MetadataNode,
    session: BrokerSession,
    controller: ActiveController,
  ) {
    this.metadata = metadata;
    this.calls = calls;
    this.session = session;
    this.controller = controller;
    this.addressOf = addressesOf(parts.config, metadata);
    this.views = new ControllerViews({
      brokerId: parts.brokerId,
      metadata,
      calls,
      sessions: () => controller.sessions,
      addressOf: this.addressOf,
    });
  }

  /** Resolves when this node's registration is replayed here: all that was committed before is, too. */
  static async join(parts: ClusterMemberParts): Promise<ClusterMember> {
    const { platform, config, brokerId, log, metrics, onProgress } = parts;
    const { clock, network } = platform;
    const observer = (method: string, outcome: string): void =>
      metrics.peerCalls.of(method, outcome).add();
    const calls = new PeerCalls({ network, clock, log, observer });
    const metadata = await openMetadata(parts, calls);
    observeCluster(metrics, brokerId, metadata);
    const session = sessionOf(parts, metadata);
    const controller = new ActiveController({
      brokerId,
      clock,
      network,
      metadata,
      log,
      sessionTimeoutMs: () => config.brokerSessionTimeoutMs,
      clockSkewMaxMs: () => config.clockSkewMaxMs,
      own: () => session.heartbeat,
      observer: observeController(metrics),
    });
    onProgress("registering with the controllers of the cluster");
    await session.start();
    return new ClusterMember(parts, calls, metadata, session, controller);
  }

  async close(): Promise<void> {
    this.session.close();
    this.controller.close();
    await this.metadata.close();
    this.calls.close();
  }
}

function openMetadata(parts: ClusterMemberParts, calls: PeerCalls): Promise<MetadataNode> {
  const { brokerId: id, config, deps, platform, marks, metadataLog: log } = parts;
  const { network } = platform;
  return MetadataNode.open({
    id,
    deps,
    random: platform.random,
    logger: parts.log,
    directory: METADATA_FOLDER,
    log,
    mark: {
      at: marks.get(METADATA_KEY),
      lower: (endOffset) => marks.lower(METADATA_KEY, endOffset),
      note: (endOffset) => marks.note(METADATA_KEY, endOffset),
    },
    cluster: { network, calls, controllers: namedControllers(config) },
  });
}

function addressesOf(config: Config, metadata: MetadataNode) {
  const named = new Map(namedControllers(config).map((one) => [one.brokerId, one.address]));
  return (id: number) => metadata.image.broker(id)?.address ?? named.get(id);
}

function sessionOf(parts: ClusterMemberParts, metadata: MetadataNode): BrokerSession {
  const { platform, config, brokerId: id, directoryId, address, log } = parts;
  const { clock, network, random } = platform;
  const incarnation = Buffer.from(random.bytes(16)).toString("hex");
  const { rack } = config;
  const roles = rolesOf(config);
  return new BrokerSession({
    registration: {
      id,
      incarnation,
      directoryId,
      address,
      rack,
      roles,
      featureLevel: FEATURE_LEVEL,
    },
    clock,
    network,
    metadata,
    log,
    heartbeatMs: () => config.brokerHeartbeatMs,
    addressOf: addressesOf(config, metadata),
    replaced: (error) => platform.fatal(error.message),
  });
}
