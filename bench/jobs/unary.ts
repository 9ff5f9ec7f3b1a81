/** Many small requests that publish one record each, over gRPC and over JSON. */
import { connect } from "node:http2";
import { tidemark as schema } from "../../src/wire/generated/tidemark.js";
import { type Measured, Stopwatch } from "../stopwatch.ts";

const { PublishRequest } = schema.v1;

export interface PublishInput {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly concurrency: number;
  readonly durationMs: number;
  readonly dialect: "grpc" | "json";
}

/** Answers a second, all of them good, on one connection. */
export async function publish(input: PublishInput): Promise<Measured> {
  const session = connect(`http://${input.address}`);
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  const { headers, body } = input.dialect === "grpc" ? grpcCall(input) : jsonCall(input);
  const watch = new Stopwatch();
  let answered = 0;
  const once = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const stream = session.request(headers, { endStream: false });
      let good = false;
      const look = (fields: Record<string, unknown>): void => {
        if (fields["grpc-status"] === "0") good = true;
        if (input.dialect === "json" && fields[":status"] === 200) good = true;
      };
      stream.on("response", look);
      stream.on("trailers", look);
      stream.on("error", reject);
      stream.on("close", () => {
        if (good) resolve();
        else reject(new Error("A publish was refused."));
      });
      stream.resume().end(body);
    });
  const caller = async (): Promise<void> => {
    while (watch.elapsedMs < input.durationMs) {
      await once();
      answered++;
    }
  };
  await Promise.all(Array.from({ length: input.concurrency }, caller));
  const measured = watch.read(answered);
  session.destroy();
  return measured;
}

interface PreparedCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function grpcCall({ topic, recordBytes }: PublishInput): PreparedCall {
  const message = PublishRequest.encode({
    topic,
    records: [{ value: Buffer.alloc(recordBytes, "x") }],
  }).finish();
  const body = Buffer.alloc(5 + message.length);
  body.writeUInt32BE(message.length, 1);
  body.set(message, 5);
  const headers = {
    ":method": "POST",
    ":path": "/tidemark.v1.RecordService/Publish",
    "content-type": "application/grpc+proto",
    te: "trailers",
  };
  return { headers, body };
}

function jsonCall({ topic, recordBytes }: PublishInput): PreparedCall {
  const headers = {
    ":method": "POST",
    ":path": `/v1/topics/${topic}/records`,
    "content-type": "application/json",
  };
  return { headers, body: Buffer.from(JSON.stringify({ value: "x".repeat(recordBytes) })) };
}
