/** A consumer that grants all the credits there are, opens every window, and stops reading its socket. */
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import {
  dataFrame,
  RawHttp2,
  requestFrame,
  settings,
  Type,
  windowUpdateFrame,
} from "../transport/support/raw-http2.ts";

const { FetchRequest } = tidemark.v1;
const INITIAL_WINDOW_SIZE = 4;
const WINDOW_MAX = 2 ** 31 - 1;
const CONNECTION_WINDOW = 65_535;

export class StalledReader {
  readonly #raw: RawHttp2;

  private constructor(raw: RawHttp2) {
    this.#raw = raw;
  }

  static async open(port: number, topic: string): Promise<StalledReader> {
    const raw = RawHttp2.connect(port, { settings: settings([INITIAL_WINDOW_SIZE, WINDOW_MAX]) });
    await raw.settled();
    const streamId = raw.nextStreamId();
    const fields = [
      ["content-type", "application/grpc"],
      ["te", "trailers"],
    ] as const;
    const path = "/tidemark.v1.RecordService/Fetch";
    const partitions = [{ topic, partition: 0, position: { earliest: true } }];
    raw.send(
      windowUpdateFrame(0, WINDOW_MAX - CONNECTION_WINDOW),
      requestFrame(streamId, path, { method: "POST", fields, endStream: false }),
      dataFrame(streamId, message({ open: { clientId: "stalled" } })),
      dataFrame(streamId, message({ credit: { records: 1_000_000, bytes: 2 ** 30 } })),
      dataFrame(streamId, message({ assign: { partitions } })),
    );
    raw.socket.pause();
    return new StalledReader(raw);
  }

  resume(): void {
    this.#raw.socket.resume();
  }

  /** Of DATA frames that arrived. */
  get bytes(): number {
    return this.#raw.frames
      .filter(({ type }) => type === Type.DATA)
      .reduce((sum, { payload }) => sum + payload.length, 0);
  }

  destroy(): void {
    this.#raw.destroy();
  }
}

function message(request: tidemark.v1.FetchRequest.$Properties): Buffer {
  const body = FetchRequest.encode(request).finish();
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}
