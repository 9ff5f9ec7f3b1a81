/** Settings of a cluster: who belongs to it, what each node does in it, and how they know each other. */
import { CONTROLLERS_MAX } from "../../model/limits.ts";
import { CLUSTER_ID_FORM, CONTROLLER_FORM, PATH_FORM, ROLE_FORM } from "../forms.ts";
import { count, duration, list, size, text } from "../setting.ts";

export const CLUSTER_SETTINGS = {
  controllers: list({
    default: [],
    form: CONTROLLER_FORM,
    min: 0,
    max: CONTROLLERS_MAX,
    doc: "The nodes that keep the metadata of the cluster, the same list on all of its nodes. Empty: this node alone.",
  }),
  roles: list({
    default: ["controller", "broker"],
    form: ROLE_FORM,
    min: 1,
    max: 2,
    doc: "What this node does: broker holds partitions; controller keeps metadata, where controllers names it.",
  }),
  clusterId: text({
    default: undefined,
    form: CLUSTER_ID_FORM,
    doc: "The cluster that this node belongs to, the same on all of its nodes. A broker alone makes its own.",
  }),
  brokerHeartbeatMs: duration({
    default: 500,
    min: 10,
    max: 60_000,
    doc: "How often a broker tells the active controller that it is there.",
  }),
  brokerSessionTimeoutMs: duration({
    default: 3_000,
    min: 100,
    max: 600_000,
    doc: "A broker that is not heard of for this long leads nothing any more. One that has died shows at once.",
  }),
  clockSkewMaxMs: duration({
    default: 500,
    min: 1,
    max: 86_400_000,
    doc: "How far clocks of brokers may differ before the log says so: each leader releases by its own.",
  }),
  replicaLagMaxMs: duration({
    default: 10_000,
    min: 100,
    max: 3_600_000,
    doc: "A replica that has not had everything for this long is not in sync any more, and not waited for.",
  }),
  defaultReplicationFactor: count({
    default: 3,
    min: 1,
    max: 15,
    doc: "Replicas of a topic that is created without saying how many; at most as many as there are brokers.",
  }),
  moveBytesPerSecond: size({
    default: 50 * 1024 * 1024,
    min: 1024,
    max: 2 ** 40,
    doc: "How fast a broker copies partitions to others that are to hold them, all of them together.",
    reload: true,
  }),
  groupPartitions: count({
    default: 8,
    min: 1,
    max: 256,
    doc: "Partitions of the log of group offsets, where it is made: groups are spread over the brokers by them.",
  }),
  peerTlsCa: text({
    default: undefined,
    form: PATH_FORM,
    reload: true,
    doc: "PEM file with who signs the certificates of brokers. With TLS brokers show each other theirs.",
  }),
  peerTlsCert: text({
    default: undefined,
    form: PATH_FORM,
    reload: true,
    doc: "PEM file with the certificate chain that this node shows to others, where that is not tlsCert.",
  }),
  peerTlsKey: text({
    default: undefined,
    form: PATH_FORM,
    reload: true,
    doc: "PEM file with the private key of peerTlsCert.",
  }),
};
