/** A node of its own process whose channel `calls` sends back what it is sent; prints its port. */
import { PeerNetwork } from "../../src/host/peer-network.ts";
import { NodeClock } from "../../src/host/node-clock.ts";
import { createListener } from "../../src/server/listener.ts";
import { createLog } from "../../src/telemetry/log.ts";

const log = createLog({ format: "text", level: () => "error", wallMs: () => 0, write: () => {} });
const network = new PeerNetwork({
  brokerId: Number(process.argv[2]),
  clusterId: String(process.argv[3]),
  log,
  tls: () => undefined,
});
network.accept("calls", (_from, stream) => ({
  message: (bytes) => void stream.send(bytes),
  closed: () => {},
}));
const listener = createListener({
  listeners: [{ host: "127.0.0.1", port: 0 }],
  handler: (exchange) => exchange.abort("refused"),
  peers: network,
  clock: new NodeClock(),
  log,
});
const [address] = await listener.listen();
process.stdout.write(`${address!.port}\n`);
