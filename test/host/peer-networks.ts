/** Real networks of several nodes in this process, each with its listener, and one in another process. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { NodeClock } from "../../src/host/node-clock.ts";
import { PeerNetwork } from "../../src/host/peer-network.ts";
import type { PeerTls } from "../../src/host/peer-session.ts";
import type { PeerTarget } from "../../src/platform/network.ts";
import { createListener, type Listener } from "../../src/server/listener.ts";
import type { TlsFiles, TransportLimits } from "../../src/server/transport/options.ts";
import { createLog } from "../../src/telemetry/log.ts";

export const CLUSTER_ID = "0123456789abcdef0123456789abcdef";

export interface RealNode {
  readonly network: PeerNetwork;
  readonly listener: Listener;
  readonly target: PeerTarget;
  readonly lines: string[];
  close(): Promise<void>;
}

export async function startNode(
  brokerId: number,
  options: {
    readonly clusterId?: string;
    readonly limits?: Partial<TransportLimits>;
    readonly tls?: { readonly listener: TlsFiles; readonly peer: PeerTls };
  } = {},
): Promise<RealNode> {
  const lines: string[] = [];
  const log = createLog({
    format: "text",
    level: () => "info",
    wallMs: () => Date.now(),
    write: (line) => lines.push(line),
  });
  const network = new PeerNetwork({
    brokerId,
    clusterId: options.clusterId ?? CLUSTER_ID,
    log,
    tls: () => options.tls?.peer,
  });
  const listener = createListener({
    listeners: [{ host: "127.0.0.1", port: 0, tls: options.tls?.listener }],
    handler: (exchange) => {
      exchange.sendHeaders(200, {});
      exchange.end();
    },
    peers: network,
    limits: options.limits,
    clock: new NodeClock(),
    log,
  });
  const [bound] = await listener.listen();
  return {
    network,
    listener,
    target: { brokerId, address: `127.0.0.1:${bound!.port}` },
    lines,
    close: async () => {
      network.close();
      await listener.close();
    },
  };
}

/** An address where nobody listens: one that somebody just let go of. */
export async function nowhere(brokerId: number): Promise<PeerTarget> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return { brokerId, address: `127.0.0.1:${address.port}` };
}

export interface FarProcess {
  readonly target: PeerTarget;
  readonly child: ChildProcess;
}

export async function startFar(brokerId: number): Promise<FarProcess> {
  const script = fileURLToPath(new URL("peer-node.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, String(brokerId), CLUSTER_ID], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(Number(String(line))));
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
  });
  return { target: { brokerId, address: `127.0.0.1:${port}` }, child };
}
