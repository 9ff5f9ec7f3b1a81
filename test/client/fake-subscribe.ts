/** The fake broker's Subscribe stream: one member, who gets every partition until told otherwise. */
import type { ServerHttp2Stream } from "node:http2";
import { tidemark } from "../../clients/typescript/src/generated/tidemark.js";
import { frame } from "../../clients/typescript/src/transport/frames.ts";
import { type FakeBroker, finish, receive } from "./fake-broker.ts";
import { Deliveries } from "./fake-deliveries.ts";

const { SubscribeRequest, SubscribeResponse } = tidemark.v1;

export class SubscribeStream {
  readonly deliveries: Deliveries;
  readonly requests: tidemark.v1.SubscribeRequest[] = [];
  memberId = "";
  left = false;
  /** Called for each `released`. */
  onReleased: (released: tidemark.v1.Released) => void = () => undefined;
  /** False: commits are neither made nor answered. */
  answersCommits = true;
  /** Answers a commit with this instead. */
  refuseCommit: tidemark.v1.Error.$Properties | undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #broker: FakeBroker;

  constructor(broker: FakeBroker, stream: ServerHttp2Stream) {
    this.#broker = broker;
    this.#stream = stream;
    this.deliveries = new Deliveries(
      broker,
      (delivery) => this.send({ delivery }),
      (records, bytes) => this.send({ needed: { records, bytes } }),
    );
    receive(stream, (message) => this.#onRequest(SubscribeRequest.decode(message)));
    stream.on("end", () => finish(stream));
  }

  #onRequest(request: tidemark.v1.SubscribeRequest): void {
    this.requests.push(request);
    const { open, credit, commit, released, leave } = request;
    if (open != null) this.#open(open);
    if (credit != null) this.deliveries.credit(credit.records, credit.bytes);
    if (commit != null && this.answersCommits) {
      if (this.refuseCommit !== undefined) {
        this.send({ commitResult: { id: commit.id, error: this.refuseCommit } });
        return;
      }
      for (const { topic, partition, offset } of commit.offsets) {
        this.#broker.commits.set(`${topic}/${partition}`, offset);
      }
      this.send({ commitResult: { id: commit.id } });
    }
    if (released != null) this.onReleased(released);
    if (leave != null) this.left = true;
  }

  #open(open: tidemark.v1.SubscribeOpen): void {
    this.memberId = open.memberId === "" ? `m${this.#broker.subscribers.length}` : open.memberId;
    this.send({ joined: { memberId: this.memberId, generation: 1, sessionTimeoutMs: 10_000 } });
    this.assign(
      open.topics.flatMap((topic) =>
        this.#broker.partitions.get(topic)!.map(({ partition, endOffset }) => ({
          topic,
          partition,
          offset:
            this.#broker.commits.get(`${topic}/${partition}`) ??
            (open.start?.earliest === true ? 0 : endOffset),
        })),
      ),
      1,
    );
  }

  assign(
    added: readonly { topic: string; partition: number; offset: number }[],
    generation: number,
  ): void {
    this.send({ assigned: { generation, added: [...added] } });
    for (const each of added) {
      this.deliveries.readings.set(`${each.topic}/${each.partition}`, { ...each });
    }
    this.deliveries.pump();
  }

  revoke(topic: string, partition: number, generation: number): void {
    this.deliveries.readings.delete(`${topic}/${partition}`);
    this.send({ revoked: { generation, partitions: [{ topic, partition }] } });
  }

  pump(): void {
    if (!this.#stream.destroyed) this.deliveries.pump();
  }

  send(response: tidemark.v1.SubscribeResponse.$Properties): void {
    this.#stream.write(frame(SubscribeResponse.encode(response).finish()));
  }

  break(): void {
    this.#stream.close(0x2);
  }
}
