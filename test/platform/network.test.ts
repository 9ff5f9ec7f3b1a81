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
