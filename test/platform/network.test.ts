import type { ChildProcess } from "node:child_process";
import { nowhere, startFar, startNode } from "../host/peer-networks.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { networkConformance } from "./network-conformance.ts";

const target = (brokerId: number) => ({ brokerId, address: SimNetwork.addressOf(brokerId) });

networkConformance("SimNetwork", () => {
  const schedule = new SimSchedule();
  const network = new SimNetwork({ schedule, random: new SimRandom(1) });
  return Promise.resolve({
    networks: [network.start(1), network.start(2), network.start(3, { clusterId: "another" })],
    targets: [target(1), target(2), target(3)],
    nowhere: target(9),
    far: () => {
      network.start(4).accept("calls", (_from, stream) => ({
        message: (bytes) => void stream.send(bytes),
        closed: () => undefined,
      }));
      return Promise.resolve({
        target: target(4),
        kill: () => network.kill(4),
        stop: () => network.stop(4),
      });
    },
    run: (work) => schedule.run(work),
    close: () => Promise.resolve(),
  });
});

networkConformance("PeerNetwork", async () => {
  const nodes = await Promise.all([
    startNode(1),
    startNode(2),
    startNode(3, { clusterId: "f".repeat(32) }),
  ]);
  const [one, two, three] = nodes;
  const children: ChildProcess[] = [];
  return {
    networks: [one.network, two.network, three.network],
    targets: [one.target, two.target, three.target],
    nowhere: await nowhere(9),
    far: async () => {
      const { target: far, child } = await startFar(4);
      children.push(child);
      return { target: far, kill: () => child.kill("SIGKILL"), stop: () => child.kill("SIGSTOP") };
    },
    run: (work) => work,
    close: async () => {
      for (const child of children) child.kill("SIGKILL");
      for (const node of nodes) await node.close();
    },
  };
});
