/** Reading what is there: decoded by the SDK, batch-wise and record by record, and raw. */
import { randomBytes } from "node:crypto";
import { connect } from "node:http2";
import { Tidemark } from "@tidemark/client";
import { tidemark as schema } from "../../src/wire/generated/tidemark.js";
import { type Measured, Stopwatch } from "../stopwatch.ts";

const { FetchRequest, Encoding } = schema.v1;
const WINDOW_BYTES = 32 * 1024 * 1024;
const GRANT = { records: 1_000_000, bytes: 64 * 1024 * 1024 };

/** Fills each partition with so many records; not measured. */
export async function fill(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly recordsEach: number;
  readonly partitions: number;
}): Promise<void> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  for (let partition = 0; partition < input.partitions; partition++) {
    const list = Array.from({ length: 10_000 }, () => ({ value, partition }));
    for (let left = input.recordsEach; left > 0; left -= list.length) {
      await producer.sendMany(input.topic, list.slice(0, left));
    }
  }
}

export interface ConsumeInput {
  readonly address: string;
  readonly topic: string;
  readonly durationMs: number;
  readonly each: "batch" | "record";
}

/** Records a second, from the earliest on, again and again. */
export async function consume(input: ConsumeInput): Promise<Measured> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const watch = new Stopwatch();
  let records = 0;
  let check = 0;
  while (watch.elapsedMs < input.durationMs) {
    await using consumer = tidemark.consumer({ topic: input.topic, follow: false });
    if (input.each === "batch") {
      for await (const batch of consumer.batches()) {
        for (const record of batch) {
          check += record.offset + record.value!.length;
          records++;
        }
        if (watch.elapsedMs > input.durationMs) break;
      }
    } else {
      for await (const record of consumer) {
        check += record.offset + record.value!.length;
        if (++records % 1_000 === 0 && watch.elapsedMs > input.durationMs) break;
      }
    }
  }
  if (check <= 0) throw new Error("Nothing was read.");
  return watch.read(records);
}

/** Bytes a second of the Fetch stream, not looked at. */
export async function readRaw(input: {
  readonly address: string;
  readonly topic: string;
  readonly partitions: number;
  readonly durationMs: number;
}): Promise<Measured> {
  const session = connect(`http://${input.address}`, {
    settings: { initialWindowSize: WINDOW_BYTES },
  });
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  session.setLocalWindowSize(2 * WINDOW_BYTES);
  const watch = new Stopwatch();
  let bytes = 0;
  while (watch.elapsedMs < input.durationMs) bytes += await readOnce();
  session.destroy();
  return watch.read(bytes);

  function readOnce(): Promise<number> {
    const stream = session.request(
      {
        ":method": "POST",
        ":path": "/tidemark.v1.RecordService/Fetch",
        "content-type": "application/grpc+proto",
        te: "trailers",
      },
      { endStream: false },
    );
    const write = (request: schema.v1.FetchRequest.$Properties): void => {
      const message = FetchRequest.encode(request).finish();
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      stream.write(Buffer.concat([prefix, message]));
    };
    write({ open: { clientId: "bench", encoding: Encoding.ENCODING_BATCH, untilEnd: true } });
    const partitions = Array.from({ length: input.partitions }, (_, partition) => {
      return { topic: input.topic, partition, position: { earliest: true } };
    });
    write({ assign: { partitions } });
    write({ credit: GRANT });
    let read = 0;
    let granted = 0;
    stream.on("data", (chunk: Buffer) => {
      read += chunk.length;
      if (watch.elapsedMs > input.durationMs) {
        stream.close(0x8 /* CANCEL */);
      } else if (read - granted > GRANT.bytes / 4) {
        // Balances are capped: what is granted too much does no harm.
        granted = read;
        write({ credit: GRANT });
      }
    });
    return new Promise((resolve, reject) => {
      stream.once("error", reject);
      stream.once("end", () => stream.end());
      stream.once("close", () => resolve(read));
    });
  }
}
