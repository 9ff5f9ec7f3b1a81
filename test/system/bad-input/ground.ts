/**
 * A real broker, one connection of each kind to it, and witnesses: streams of somebody else on those
 * very connections, which must go on whatever is sent beside them (P7).
 */
import type { ServiceError } from "@grpc/grpc-js";
import { expect } from "vitest";
import { type ErrorCode, ERRORS, GrpcStatus } from "../../../src/model/errors.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { Http2Client, type LineStream } from "../support/http2-client.ts";
import { type BidiCall, type Json, ReflectedClient } from "../support/reflected-client.ts";

export const base64 = (text: string | Buffer): string => Buffer.from(text).toString("base64");

/** Path and message of a unary gRPC call; the same message is its Connect JSON. */
export type UnaryRow = readonly [path: string, message: Json];
export type RestRow = readonly [method: string, path: string, body?: Json | string];

export interface Refusal {
  readonly code: unknown;
  readonly message: unknown;
  /** Of the protocol, where the refusal is the answer to the whole call. */
  readonly status: number | undefined;
  /** Everything that was said about it. */
  readonly error: Json;
}

export const RECORDS = "/tidemark.v1.RecordService";
export const TOPICS = "/tidemark.v1.TopicService";
export const SCHEDULES = "/tidemark.v1.ScheduleService";
export const GROUPS = "/tidemark.v1.GroupService";
const WITNESS = "witness";

export class Ground {
  readonly broker: BrokerProcess;
  readonly grpc: ReflectedClient;
  readonly http: Http2Client;
  readonly #lines: LineStream;
  readonly #fetch: BidiCall;
  #marks = 0;

  private constructor(broker: BrokerProcess, grpc: ReflectedClient) {
    this.broker = broker;
    this.grpc = grpc;
    this.http = new Http2Client(broker.url);
    this.#lines = this.http.lines(`/v1/topics/${WITNESS}/records?follow=true&from=earliest`);
    this.#fetch = grpc.bidi(`${RECORDS}/Fetch`);
    this.#fetch.stream.write({ open: { encoding: 1 } });
    const partitions = [{ topic: WITNESS, position: { earliest: true } }];
    this.#fetch.stream.write({ assign: { partitions } });
    this.#fetch.stream.write({ credit: { records: 1_000, bytes: 1_000_000 } });
  }

  static async prepare(...args: readonly string[]): Promise<Ground> {
    const broker = await BrokerProcess.start({ args });
    const grpc = await ReflectedClient.connect(broker.address);
    await grpc.unary(`${TOPICS}/CreateTopic`, { name: WITNESS });
    return new Ground(broker, grpc);
  }

  async topic(name: string, partitions = 1, config: Json = {}): Promise<void> {
    const answer = await this.http.json("POST", "/v1/topics", { name, partitions, config });
    expect(answer.status).toBe(201);
  }

  /** The connections live on, and so do the streams that others have on them. */
  async livesOn(): Promise<void> {
    const mark = `mark ${++this.#marks}`;
    const answer = await fetch(`${this.broker.url}/v1/topics/${WITNESS}/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ value: mark }),
    });
    expect(answer.status).toBe(200);
    await this.#lines.find(({ value }) => value === mark);
    await this.#fetch.find(({ delivery }) =>
      recordsOf(delivery).some(({ value }) => String(value) === mark),
    );
  }

  /** What went wrong with a call, or with the first record of it. */
  async overGrpc([path, message]: UnaryRow): Promise<Refusal> {
    try {
      return refusalInside(await this.grpc.unary(path, message));
    } catch (failure) {
      const { metadata, details, code: status } = failure as ServiceError;
      const code = metadata.get("tidemark-error")[0];
      return { code, message: details, status, error: {} };
    }
  }

  async overConnect([path, message]: UnaryRow): Promise<Refusal> {
    const answer = await this.http.json("POST", path, message);
    if (answer.status === 200) return refusalInside(answer);
    const [detail] = answer["details"] as { debug: Json }[];
    expect(answer["message"]).toBe(detail?.debug["message"]);
    const error = detail?.debug ?? {};
    const name = ERRORS[error["code"] as ErrorCode]?.grpc;
    expect(answer["code"]).toBe(name?.toLowerCase());
    return { code: error["code"], message: error["message"], status: GrpcStatus[name], error };
  }

  async overRest([method, path, body]: RestRow): Promise<Refusal> {
    const answer = await this.http.json(method, path, body);
    const error = (answer["error"] ?? {}) as Json;
    return { code: error["code"], message: error["message"], status: answer.status, error };
  }

  /** As the second of three lines: it alone is refused, by its number. */
  async asLine(topic: string, line: string): Promise<Refusal> {
    const good = JSON.stringify({ value: "good", partition: 0 });
    const body = `${good}\n${line}\n${good}\n`;
    const answer = await this.http.request(`/v1/topics/${topic}/records`, { method: "PUT", body });
    expect(answer.status).toBe(200);
    const results = answer.body.toString().trimEnd().split("\n");
    const [before, refused, after] = results.map((text) => JSON.parse(text) as Json);
    expect(before).toEqual({ partition: 0, offset: expect.any(Number) as unknown });
    expect(after).toEqual({ partition: 0, offset: Number(before?.["offset"]) + 1 });
    expect(refused?.["line"]).toBe(2);
    const error = (refused?.["error"] ?? {}) as Json;
    return { code: error["code"], message: error["message"], status: undefined, error };
  }

  async leave(): Promise<void> {
    this.grpc.close();
    this.http.close();
    await this.broker.dispose();
  }
}

/** The documented code, the status that the table gives it there, and a sentence that helps. */
export function expectRefusal(
  refusal: Refusal,
  code: ErrorCode,
  message: RegExp,
  protocol: "grpc" | "http",
): void {
  expect([refusal.code, refusal.message]).toEqual([code, expect.stringMatching(message)]);
  const row = ERRORS[code];
  const status = protocol === "grpc" ? GrpcStatus[row.grpc] : row.http;
  if (refusal.status !== undefined) expect(refusal.status).toBe(status);
}

export function recordsOf(delivery: unknown): Json[] {
  return ((delivery as Json | undefined)?.["records"] ?? []) as Json[];
}

function refusalInside(response: Json): Refusal {
  const [result] = (response["results"] ?? []) as Json[];
  const error = (result?.["error"] ?? {}) as Json;
  return { code: error["code"], message: error["message"], status: undefined, error };
}
