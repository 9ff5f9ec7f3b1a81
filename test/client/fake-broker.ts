/**
 * A broker of a few hundred lines, in memory, for the client's own tests: the gRPC calls a producer
 * and a consumer need, with hooks to refuse, lose and delay. It keeps sequences and generations as
 * the real one does, and nothing on disk.
 */
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { tidemark } from "../../clients/typescript/src/generated/tidemark.js";
import { frame, FrameReader } from "../../clients/typescript/src/transport/frames.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { validateProducedBatch } from "../../src/record/validate.ts";
import { errorTrailers, OK_TRAILERS } from "../../src/wire/grpc/status.ts";
import { BatchView } from "../../src/record/view.ts";
import { FetchStream } from "./fake-fetch.ts";
import { SubscribeStream } from "./fake-subscribe.ts";

const v1 = tidemark.v1;

export interface FakePartition {
  readonly topic: string;
  readonly partition: number;
  /** Stamped, in order. */
  readonly batches: Buffer[];
  endOffset: number;
  /** Next sequence by `producerId:epoch`, with the batches that came. */
  readonly producers: Map<string, { next: number; bases: Map<number, number> }>;
}

/** What a hook may do with a batch instead of appending it. */
export type ProduceVerdict =
  | { readonly refuse: tidemark.v1.Error.$Properties }
  /** Append, then break the stream instead of answering. */
  | "append and break"
  | "break"
  /** Append and never answer. */
  | "append in silence"
  | "silence"
  | undefined;

/** What a broker knows of the others; without it, it is alone. */
export interface FakeMetadata {
  readonly brokers: readonly { readonly id: number; readonly address: string }[];
  leaderOf(topic: string, partition: number): { readonly leader: number; readonly epoch: number };
  /** What a broker answers that does not lead it. */
  notLeader(topic: string, partition: number): tidemark.v1.Error.$Properties;
}

export class FakeBroker {
  /** Shared by the brokers of a cluster: replicas that never lag. */
  partitions = new Map<string, FakePartition[]>();
  id = 0;
  metadata: FakeMetadata | undefined;
  /** What it says of a leader instead of the truth. */
  toldOf: (topic: string, partition: number) => { leader: number; epoch: number } | undefined =
    () => undefined;
  readonly commits = new Map<string, number>();
  readonly opened: { readonly path: string }[] = [];
  readonly subscribers: SubscribeStream[] = [];
  readonly fetches: FetchStream[] = [];
  credit = { batches: 64, bytes: 8 * 1024 * 1024 };
  clockOffsetMs = 0;
  producersGiven = 0;
  sessionsSeen = 0;
  /** Called for each batch before it is judged. */
  onProduce: (view: BatchView, partition: FakePartition) => ProduceVerdict = () => undefined;
  /** Called after each batch, as another broker of the cluster would hear of it. */
  onStored: () => void = () => undefined;
  /** Called where it does not lead what is asked for. */
  onRefused: () => void = () => undefined;
  /** Called for each unary call; a throw is its answer. */
  onUnary: (path: string) => void = () => undefined;
  /** Takes unary calls and never answers. */
  hangs = false;
  readonly #server: http2.Http2Server;
  readonly #sessions = new Set<http2.ServerHttp2Session>();

  private constructor() {
    this.#server = http2.createServer();
    this.#server.on("session", (session) => {
      this.#sessions.add(session);
      this.sessionsSeen++;
      session.on("close", () => this.#sessions.delete(session));
      session.on("error", () => undefined);
    });
    this.#server.on("stream", (stream, headers) => this.#onStream(stream, headers[":path"] ?? ""));
  }

  static start(topics: Readonly<Record<string, number>> = { t: 1 }): Promise<FakeBroker> {
    return FakeBroker.startAt(0, topics);
  }

  static async startAt(
    port: number,
    topics: Readonly<Record<string, number>>,
  ): Promise<FakeBroker> {
    const broker = new FakeBroker();
    for (const [name, count] of Object.entries(topics)) broker.createTopic(name, count);
    await broker.listen(port);
    return broker;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
  }

  createTopic(name: string, count: number): void {
    const made = Array.from({ length: count }, (_, partition) => ({
      topic: name,
      partition,
      batches: [],
      endOffset: 0,
      producers: new Map(),
    }));
    this.partitions.set(name, made);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Breaks every connection, as a crash would. */
  dropConnections(): void {
    for (const session of this.#sessions) session.destroy();
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** No new streams on the connections there are. */
  goAway(): void {
    for (const session of this.#sessions) session.goaway();
  }

  async stop(): Promise<void> {
    this.dropConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #onStream(stream: http2.ServerHttp2Stream, path: string): void {
    this.opened.push({ path });
    stream.on("error", () => undefined);
    stream.respond(
      { ":status": 200, "content-type": "application/grpc" },
      { waitForTrailers: true },
    );
    const method = path.split("/").at(-1);
    if (method === "Produce") this.#produce(stream);
    else if (method === "Fetch") this.fetches.push(new FetchStream(this, stream));
    else if (method === "Subscribe") this.subscribers.push(new SubscribeStream(this, stream));
    else {
      receive(stream, (message) => {
        try {
          this.onUnary(path);
          if (this.hangs) return;
          stream.write(frame(this.#unary(method ?? "", message)));
          finish(stream);
        } catch (error) {
          finish(stream, error as TidemarkError);
        }
      });
    }
  }

  #unary(method: string, message: Buffer): Uint8Array {
    if (method === "InitProducer") {
      const producerId = ++this.producersGiven;
      const brokerTimeMs = Date.now() + this.clockOffsetMs;
      const answer = { producerId, producerEpoch: 0, brokerTimeMs };
      return v1.InitProducerResponse.encode(answer).finish();
    }
    if (method === "DescribeTopic") {
      const { name } = v1.DescribeTopicRequest.decode(message);
      return v1.Topic.encode(this.#describe(name)).finish();
    }
    if (method === "DescribeCluster") {
      const brokers = this.metadata?.brokers ?? [{ id: this.id, address: this.address }];
      return v1.Cluster.encode({ brokers: [...brokers] }).finish();
    }
    throw new TidemarkError("UNKNOWN_METHOD", `no method ${method}`);
  }

  #describe(name: string): tidemark.v1.Topic.$Properties {
    const partitions = this.partitions.get(name);
    if (partitions === undefined) throw new TidemarkError("UNKNOWN_TOPIC", `no topic ${name}`);
    return {
      name,
      id: `id-${name}`,
      partitions: partitions.map(({ partition, endOffset }) => {
        const truth = this.metadata?.leaderOf(name, partition);
        const at = this.toldOf(name, partition) ?? truth ?? { leader: this.id, epoch: 0 };
        return {
          partition,
          highWatermark: endOffset,
          leader: at.leader,
          leaderEpoch: at.epoch,
        };
      }),
    };
  }

  #produce(stream: http2.ServerHttp2Stream): void {
    const send = (response: tidemark.v1.ProduceResponse.$Properties): void => {
      stream.write(frame(v1.ProduceResponse.encode(response).finish()));
    };
    receive(stream, (message) => {
      const { open, batch } = v1.ProduceRequest.decode(message);
      if (open != null) {
        send({ credit: this.credit });
        return;
      }
      const { id, topic, partition } = batch!;
      const bytes = Buffer.from(batch!.batch);
      const ack = this.#append(stream, topic, partition, bytes);
      if (ack === undefined) return;
      send({ ack: { id, brokerTimeMs: Date.now() + this.clockOffsetMs, ...ack } });
      send({ credit: { batches: 1, bytes: bytes.length } });
    });
    stream.on("end", () => finish(stream));
  }

  #append(
    stream: http2.ServerHttp2Stream,
    topic: string,
    index: number,
    bytes: Buffer,
  ): tidemark.v1.ProduceAck.$Properties | undefined {
    const partition = this.partitions.get(topic)?.[index];
    if (partition === undefined) {
      return { baseOffset: -1, error: { code: "UNKNOWN_TOPIC", message: "gone" } };
    }
    const view = validateProducedBatch(bytes);
    const refused = this.refusal(topic, index);
    if (refused !== undefined) return { baseOffset: -1, error: refused };
    const verdict = this.onProduce(view, partition);
    if (verdict === "break") {
      stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      return undefined;
    }
    if (verdict === "silence") return undefined;
    if (typeof verdict === "object") return { baseOffset: -1, error: verdict.refuse };
    const ack = this.judge(partition, view);
    if (verdict === "append and break") stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    return verdict === undefined ? ack : undefined;
  }

  judge(partition: FakePartition, view: BatchView): tidemark.v1.ProduceAck.$Properties {
    const { producerId, producerEpoch, baseSequence, recordCount } = view;
    if (producerId < 0) return { baseOffset: this.store(partition, view.bytes) };
    const key = `${producerId}:${producerEpoch}`;
    const state = partition.producers.get(key) ?? { next: 0, bases: new Map<number, number>() };
    partition.producers.set(key, state);
    const before = state.bases.get(baseSequence);
    if (before !== undefined) return { baseOffset: before, duplicate: true };
    if (baseSequence !== state.next) {
      return { baseOffset: -1, error: { code: "OUT_OF_ORDER_SEQUENCE", message: "a gap" } };
    }
    const baseOffset = this.store(partition, view.bytes);
    state.next += recordCount;
    state.bases.set(baseSequence, baseOffset);
    return { baseOffset };
  }

  /** Readers get what is there. */
  pump(): void {
    for (const each of [...this.fetches, ...this.subscribers]) each.pump();
  }

  /** Set: another broker leads that partition. */
  refusal(topic: string, partition: number): tidemark.v1.Error.$Properties | undefined {
    if (this.metadata === undefined) return undefined;
    if (this.metadata.leaderOf(topic, partition).leader === this.id) return undefined;
    this.onRefused();
    return this.metadata.notLeader(topic, partition);
  }

  /** Appends a batch as it is; returns its base offset. */
  store(partition: FakePartition, bytes: Buffer): number {
    const baseOffset = partition.endOffset;
    stampBatch(bytes, 0, baseOffset, 0);
    partition.batches.push(bytes);
    partition.endOffset = new BatchView(bytes).nextOffset;
    this.pump();
    this.onStored();
    return baseOffset;
  }
}

/** Messages of a stream. */
export function receive(
  stream: http2.ServerHttp2Stream,
  onMessage: (message: Buffer) => void,
): void {
  const frames = new FrameReader(onMessage);
  stream.on("data", (chunk: Buffer) => frames.push(chunk));
}

/** Ends a stream with its status. */
export function finish(stream: http2.ServerHttp2Stream, error?: TidemarkError): void {
  if (stream.destroyed || stream.closed) return;
  stream.once("wantTrailers", () => {
    stream.sendTrailers(error === undefined ? OK_TRAILERS : errorTrailers(error));
  });
  stream.end();
}
