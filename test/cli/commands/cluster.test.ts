/** `tidemark cluster status|rebalance|drain|remove|elect-preferred` against a cluster that is played. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { fakeAssembly } from "../fake-assembly.ts";
import { recordTerminal } from "../recorder.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const MiB = 1024 * 1024;

/** Partitions of `orders` move from 1 2 3 to 1 4 3, one for each request that begins some. */
class PlayedCluster {
  readonly posted: [path: string, body: unknown][] = [];
  /** What has yet to move. */
  left: number;
  leader: number | null = 1;
  /** The answers to so many requests that begin moves are lost. */
  lost = 0;

  constructor(partitions: number) {
    this.left = partitions;
  }

  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const asked = (body === "" ? {} : JSON.parse(body)) as { dryRun?: boolean };
        const begins = request.url === "/v1/cluster/rebalance" && !asked.dryRun;
        if (begins && this.lost-- > 0) return void request.socket.destroy();
        const answer = this.#answer(request.url ?? "", asked);
        response.writeHead(answer === undefined ? 204 : 200);
        response.end(answer === undefined ? "" : JSON.stringify(answer));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  #answer(path: string, body: { dryRun?: boolean }): object | undefined {
    if (path.startsWith("/v1/topics")) return [this.#topic()];
    if (path === "/v1/cluster") {
      const broker = (id: number) => ({ id, address: `h${id}:1`, rack: "", state: "active" });
      return { clusterId: "c", controller: 1, brokers: [1, 2, 3, 4].map(broker) };
    }
    this.posted.push([path, body]);
    if (path === "/v1/cluster/elect") return { elected: 4 };
    if (path !== "/v1/cluster/rebalance") return undefined;
    const move = (partition: number) => ({
      topic: "orders",
      partition,
      from: [1, 2, 3],
      to: [1, 4, 3],
    });
    if (body.dryRun) {
      return { planned: Array.from({ length: this.left }, (_, p) => move(p)), moving: [] };
    }
    const moving = this.left > 0 ? [this.#moving(move(this.left - 1))] : [];
    this.left = Math.max(this.left - 1, 0);
    return { planned: Array.from({ length: this.left }, (_, p) => move(p)), moving };
  }

  /** A fifth of it is there. */
  #moving(move: object): object {
    const copies = [{ broker: 4, copiedBytes: MiB, totalBytes: 5 * MiB }];
    return { ...move, arrived: [1, 3], copies, bytesPerSecondMax: 2 * MiB };
  }

  #topic(): object {
    const partitions = [0, 1, 2].map((partition) => ({
      partition,
      leader: this.leader,
      replicas: this.left === 0 ? [1, 4, 3] : [1, 2, 3],
      isr: this.left === 0 ? [1, 4, 3] : [1, 2, 3],
      sizeBytes: 5 * MiB,
    }));
    return { name: "orders", partitions };
  }
}

async function tidemark(cluster: PlayedCluster, line: string) {
  const address = await cluster.listen();
  const terminal = recordTerminal();
  const argv = [...line.split(" "), "--server", address];
  const code = await run(argv, {}, terminal, fakeAssembly());
  return { code, out: terminal.stdout, err: terminal.stderr };
}

describe("cluster status", () => {
  it("leaves with 0 where all is well", async () => {
    const { code, out } = await tidemark(new PlayedCluster(0), "cluster status");
    expect([code, out]).toEqual([0, expect.stringContaining("3 partitions, all in sync")]);
  });

  it("leaves with 1, and says why, where a partition has no leader", async () => {
    const cluster = new PlayedCluster(0);
    cluster.leader = null;
    const { code, out, err } = await tidemark(cluster, "cluster status --json");
    expect([code, err]).toEqual([1, expect.stringContaining("3 without a leader")]);
    expect(JSON.parse(out)).toMatchObject({ partitions: { total: 3, withoutLeader: 3 } });
  });
});

describe("cluster rebalance", () => {
  it("shows what would move and what it costs", async () => {
    const cluster = new PlayedCluster(2);
    const { code, out } = await tidemark(cluster, "cluster rebalance --dry-run");
    expect([code, out.split("\n")]).toEqual([
      0,
      [
        "TOPIC   PARTITION  FROM   TO     COPIES",
        "orders          0  1 2 3  1 4 3  5 MiB",
        "orders          1  1 2 3  1 4 3  5 MiB",
        "2 partitions change, 2 copies, 10 MiB",
        "nothing was changed: leave out --dry-run to do it",
        "",
      ],
    ]);
    expect(cluster.posted).toEqual([["/v1/cluster/rebalance", { dryRun: true }]]);
  });

  it("begins nothing where nobody can be asked", async () => {
    const cluster = new PlayedCluster(2);
    const { code, err } = await tidemark(cluster, "cluster rebalance");
    expect([code, err]).toEqual([2, expect.stringContaining("Give --yes")]);
    expect(cluster.left).toBe(2);
  });

  it("asks until nothing is left, over answers that do not come", async () => {
    const cluster = new PlayedCluster(2);
    const line = "cluster rebalance --yes --at-once 3 --replication-factor 2";
    cluster.lost = 1;
    const { code, out, err } = await tidemark(cluster, line);
    expect([code, out]).toEqual([0, expect.stringContaining("2 partitions moved\n")]);
    const throttle = "at most 2 MiB/s of a broker";
    expect(err).toBe(
      `0 of 2 partitions moved, 1 being copied: 1 MiB of 10 MiB copied, ${throttle}\n` +
        `1 of 2 partitions moved, 1 being copied: 6 MiB of 10 MiB copied, ${throttle}\n`,
    );
    const asked = { replicationFactor: 2, atOnce: 3 };
    expect(cluster.posted).toEqual([
      ["/v1/cluster/rebalance", { ...asked, dryRun: true }],
      ["/v1/cluster/rebalance", asked],
      ["/v1/cluster/rebalance", asked],
      ["/v1/cluster/rebalance", asked],
    ]);
  });

  it("says so where nothing has to move", async () => {
    const { code, out } = await tidemark(new PlayedCluster(0), "cluster rebalance");
    expect([code, out]).toEqual([0, "nothing has to move\n"]);
  });

  it("takes one way to plan at a time", async () => {
    const line = "cluster rebalance --drain 1 --replication-factor 2";
    expect((await tidemark(new PlayedCluster(0), line)).code).toBe(2);
  });
});

describe("cluster drain", () => {
  it("empties a broker and says what to do next", async () => {
    const cluster = new PlayedCluster(1);
    const { code, out } = await tidemark(cluster, "cluster drain 2 --yes");
    expect([code, out]).toEqual([0, expect.stringContaining("tidemark cluster remove 2\n")]);
    const drain = ["/v1/cluster/drain", { broker: 2 }];
    expect(cluster.posted.slice(0, 3)).toEqual([
      ["/v1/cluster/rebalance", { drain: [2], dryRun: true }],
      drain,
      ["/v1/cluster/rebalance", { drain: [2] }],
    ]);
  });

  it("leaves with 4 where the others cannot take everything", async () => {
    const { code, err } = await tidemark(new PlayedCluster(0), "cluster drain 3 --yes");
    expect([code, err]).toEqual([4, expect.stringContaining("holds 3 replicas still")]);
  });

  it("says before it begins what cannot move", async () => {
    const { out } = await tidemark(new PlayedCluster(1), "cluster drain 3 --dry-run");
    expect(out).toContain("3 replicas stay on broker 3: there are not enough other brokers\n");
    const moves = await tidemark(new PlayedCluster(3), "cluster drain 2 --dry-run");
    expect(moves.out).not.toContain("stay");
  });

  it("is taken back with --cancel", async () => {
    const cluster = new PlayedCluster(1);
    const { out } = await tidemark(cluster, "cluster drain 2 --cancel");
    expect(out).toBe("broker 2 stays\n");
    expect(cluster.posted).toEqual([["/v1/cluster/drain", { broker: 2, cancel: true }]]);
  });
});

it("removes brokers and elects preferred leaders", async () => {
  const cluster = new PlayedCluster(0);
  expect((await tidemark(cluster, "cluster remove 2")).out).toBe("broker 2 is forgotten\n");
  const elected = await tidemark(cluster, "cluster elect-preferred");
  expect(elected.out).toBe("4 partitions have another leader\n");
  expect((await tidemark(cluster, "cluster remove two")).code).toBe(2);
  const unknown = await tidemark(cluster, "cluster remove 9");
  expect([unknown.code, unknown.err]).toEqual([
    3,
    expect.stringContaining("there is no broker 9; there are 1, 2, 3, 4"),
  ]);
  expect(cluster.posted[0]).toEqual(["/v1/cluster/remove", { broker: 2 }]);
});
