/** Settings of a cluster: who belongs to it, what each node does in it, and how they know each other. */
import { CONTROLLERS_MAX } from "../../model/limits.ts";
import { CLUSTER_ID_FORM, CONTROLLER_FORM, PATH_FORM, ROLE_FORM } from "../forms.ts";
import { list, text } from "../setting.ts";

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
