import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { BrokerHttp } from "../../../src/cli/cluster/broker-http.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Asked {
  readonly method: string | undefined;
  readonly body: string;
}

/** Answers each request with the next of these; undefined: breaks the connection. */
async function broker(...answers: (readonly [status: number, body: unknown] | undefined)[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push({ method: request.method, body });
      const answer = answers.shift();
      if (answer === undefined) return void request.socket.destroy();
      response.writeHead(answer[0]).end(JSON.stringify(answer[1]));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A port where nobody listens any more. */
async function nobody(): Promise<string> {
  const { address } = await broker();
  const server = servers.pop()!;
  await new Promise((resolve) => server.close(resolve));
  return address;
}

const error = (code: string) => ({ error: { code, message: "said the broker" } });

describe("asking brokers", () => {
  it("goes on to the next one where a broker is away, breaks off or starts", async () => {
    const breaking = await broker(undefined);
    const starting = await broker([503, error("STARTING")]);
    const good = await broker([200, { clusterId: "c" }]);
    const brokers = [await nobody(), breaking.address, starting.address, good.address];
    expect(await new BrokerHttp(brokers).get("/v1/cluster")).toEqual({ clusterId: "c" });
  });

  it("makes a change again only where it certainly was not made", async () => {
    const breaking = await broker(undefined);
    const good = await broker([200, {}]);
    const change = { drain: 2 };
    const unsure = new BrokerHttp([breaking.address, good.address]).post("/v1/x", change);
    await expect(unsure).rejects.toThrow("no broker answers");
    expect(breaking.asked).toEqual([{ method: "POST", body: JSON.stringify(change) }]);
    expect(good.asked).toEqual([]);
    await new BrokerHttp([await nobody(), good.address]).post("/v1/x", change);
    expect(good.asked).toHaveLength(1);
  });

  it("hands on what the broker says, with its code", async () => {
    const { address } = await broker([404, error("UNKNOWN_TOPIC")]);
    const asking = new BrokerHttp([address]).get("/v1/topics/none");
    await expect(asking).rejects.toMatchObject({
      code: "UNKNOWN_TOPIC",
      message: "said the broker",
    });
  });

  it("names every broker that it tried", async () => {
    const away = await nobody();
    await expect(new BrokerHttp([away]).get("/")).rejects.toThrow(`${away} (ECONNREFUSED)`);
  });
});
