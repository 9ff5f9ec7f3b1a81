/** Changes of a cluster, over HTTP and gRPC: one meaning, and bad input named (P7). */
import { describe, expect, test } from "vitest";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import { createHarness, framed, messagesOf } from "./harness.ts";

const {
  AcceptLossRequest,
  AcceptLossResponse,
  DrainBrokerRequest,
  RebalanceRequest,
  ElectPreferredRequest,
  ElectPreferredResponse,
} = tidemark.v1;
const SERVICE = "/tidemark.v1.ClusterService";

describe("changes of a cluster", () => {
  test("over HTTP", async () => {
    const { broker, ask } = createHarness();
    const post = (path: string, body: object) => ask("POST", `/v1/cluster/${path}`, body);
    const nothing = { planned: [], started: 0, moving: [] };
    const asked = { drain: [2], dryRun: true, atOnce: 5, replicationFactor: 3 };
    expect((await post("rebalance", asked)).json).toEqual(nothing);
    expect((await post("rebalance", {})).status).toBe(200);
    expect((await post("drain", { broker: 0 })).status).toBe(204);
    expect((await post("drain", { broker: 2, cancel: true })).status).toBe(204);
    expect((await post("remove", { broker: 2 })).status).toBe(204);
    expect((await post("elect", {})).json).toEqual({ elected: 3 });
    const lost = { topic: "t", partition: 1 };
    expect((await post("accept-loss", { ...lost, leader: 2, loseRecords: true })).json).toEqual({
      ...lost,
      leader: 2,
      accepted: true,
      replicas: [
        { broker: 1, inSync: true, lostDisk: true },
        { broker: 2, inSync: false, lostDisk: false, endOffset: 7, lastEpoch: 3 },
      ],
    });
    expect((await post("accept-loss", lost)).json).toMatchObject({ accepted: false });
    expect(broker.calls).toEqual([
      ["rebalance", asked],
      ["rebalance", {}],
      ["drain", { broker: 0, drain: true }],
      ["drain", { broker: 2, drain: false }],
      ["remove", { broker: 2 }],
      ["acceptLoss", { ...lost, leader: 2, loseRecords: true }],
      ["acceptLoss", { ...lost, loseRecords: false }],
    ]);
  });

  test.each([
    ["rebalance", { drain: 2 }, "drain must be an array of broker ids"],
    ["rebalance", { drain: [-1] }, "drain must be an array of broker ids"],
    ["rebalance", { atOnce: 0 }, "atOnce must be an integer"],
    ["drain", {}, "broker is missing"],
    ["remove", { broker: "2" }, "broker must be an integer"],
    ["elect", { all: true }, 'unknown field "all"'],
    ["accept-loss", { topic: "t" }, "partition is missing"],
    ["accept-loss", { partition: 0 }, "topic is missing"],
    ["accept-loss", { topic: "t", partition: 0, leader: "2" }, "leader must be an integer"],
  ])("%s %j is refused", async (path, body, message) => {
    const { broker, ask } = createHarness();
    const { status, json } = await ask("POST", `/v1/cluster/${path}`, body);
    expect([status, JSON.stringify(json)]).toEqual([
      400,
      expect.stringContaining("INVALID_REQUEST"),
    ]);
    expect((json as { error: { message: string } }).error.message).toContain(message);
    expect(broker.calls).toEqual([]);
  });

  test("over gRPC", async () => {
    const { broker, grpc } = createHarness();
    const call = async (method: string, message: Buffer) =>
      grpc(`${SERVICE}/${method}`).send(message).halfClose().finished();
    await call("Rebalance", framed(RebalanceRequest, { drain: [2], dryRun: true }));
    await call("DrainBroker", framed(DrainBrokerRequest, { broker: 2, cancel: true }));
    const elected = await call("ElectPreferred", framed(ElectPreferredRequest, {}));
    expect(messagesOf(elected, ElectPreferredResponse)).toMatchObject([{ elected: 3 }]);
    const lost = await call("AcceptLoss", framed(AcceptLossRequest, { topic: "t", leader: 0 }));
    const [answer] = messagesOf(lost, AcceptLossResponse);
    expect(answer).toMatchObject({
      leader: 2,
      accepted: false,
      replicas: [{ lostDisk: true }, {}],
    });
    expect(broker.calls).toEqual([
      ["rebalance", { drain: [2], dryRun: true }],
      ["drain", { broker: 2, drain: false }],
      ["acceptLoss", { topic: "t", partition: 0, leader: 0, loseRecords: false }],
    ]);
    const wrong = await call("Rebalance", framed(RebalanceRequest, { atOnce: -1 }));
    expect(wrong.trailers?.["grpc-status"]).toBe("3");
  });
});
