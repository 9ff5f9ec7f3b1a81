/** What moves, and how much of it is there: the metadata says the one, leaders the other. */
import { expect, it } from "vitest";
import type { RequestContext } from "../../src/broker/api.ts";
import { MovesUnderWay } from "../../src/broker/moves-under-way.ts";
import type { PeerRequests } from "../../src/broker/routing/peer-requests.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide } from "../../src/controller/commands.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { topicId } from "../../src/model/ids.ts";

const TOPIC = topicId("a".repeat(32));
const CONTEXT = {} as RequestContext;

function clusterOf(): ClusterImage {
  const image = new ClusterImage();
  const submit = (command: ControllerCommand): void => {
    for (const record of decide(image, command).records) image.replay(record);
  };
  for (const id of [1, 2, 3]) {
    const broker = { id, incarnation: `i${id}`, address: `h${id}:1`, rack: "" };
    submit({ type: "registerBroker", ...broker, roles: ["broker"] });
    submit({ type: "brokerActive", id, epoch: 1 });
  }
  const topic = { name: "orders", id: TOPIC, partitions: 3, replicationFactor: 1 };
  submit({ type: "createTopic", ...topic, config: {}, internal: false });
  const leaders = [...image.topics][0]!.partitions.map(({ leader }) => leader!);
  const changes = leaders.map((leader, partition) => ({
    topicId: TOPIC,
    partition,
    replicas: [leader, (leader % 3) + 1],
  }));
  submit({ type: "reassign", changes });
  return image;
}

function movesAt(image: ClusterImage, ask: (brokerId: number) => Promise<unknown>): MovesUnderWay {
  const peers = {
    serve: () => undefined,
    ask: ({ brokerId }: { brokerId: number }) => ask(brokerId),
  };
  return new MovesUnderWay({
    brokerId: 1,
    image,
    peers: peers as unknown as Pick<PeerRequests, "ask" | "serve">,
    led: () => [
      {
        id: { topicId: TOPIC, partition: led(image, 1) },
        brokerId: 2,
        copiedBytes: 5,
        ofBytes: 20,
      },
    ],
    moveBytesPerSecond: () => 100,
  });
}

const led = (image: ClusterImage, broker: number): number =>
  [...image.topics][0]!.partitions.findIndex(({ leader }) => leader === broker);

it("asks each leader once, and leaves out what one that is away would have said", async () => {
  const image = clusterOf();
  const asked: number[] = [];
  const moves = movesAt(image, async (brokerId) => {
    asked.push(brokerId);
    if (brokerId === 3) throw new TidemarkError("PEER_UNREACHABLE", "away");
    const id = { topicId: TOPIC, partition: led(image, 2) };
    const move = { id, brokerId: 3, copiedBytes: 7, ofBytes: 9 };
    return { bytesPerSecondMax: 50, moves: [move] };
  });
  const moving = await moves.describe(CONTEXT);
  expect(new Set(asked)).toEqual(new Set([2, 3]));
  const of = (broker: number) => moving.find(({ partition }) => partition === led(image, broker));
  const place = (broker: number, other: number) => ({
    topic: "orders",
    partition: led(image, broker),
    from: [broker, other],
    to: [broker, other],
    arrived: [broker],
  });
  expect(of(1)).toEqual({
    ...place(1, 2),
    copies: [{ broker: 2, copiedBytes: 5, totalBytes: 20 }],
    bytesPerSecondMax: 100,
  });
  expect(of(2)).toEqual({
    ...place(2, 3),
    copies: [{ broker: 3, copiedBytes: 7, totalBytes: 9 }],
    bytesPerSecondMax: 50,
  });
  expect(of(3)).toEqual({ ...place(3, 1), copies: [] });
});

it("asks nobody where nothing moves", async () => {
  const asking = movesAt(new ClusterImage(), () => Promise.reject(new Error("asked")));
  expect(await asking.describe(CONTEXT)).toEqual([]);
});
