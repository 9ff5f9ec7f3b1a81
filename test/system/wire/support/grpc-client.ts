/** A client of the schema with the stock gRPC library and protobufjs's own reflection. */
import { join } from "node:path";
import { Client, credentials, type CallOptions, Metadata, type ServiceError } from "@grpc/grpc-js";
import protobuf from "protobufjs";

const schema = join(import.meta.dirname, "../../../../schema");

function load(file: string): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    target.startsWith(schema) ? target : join(schema, target);
  return root.loadSync(join(schema, file));
}

const OPTIONS = { longs: Number, defaults: true, bytes: Buffer };

type Json = Record<string, unknown>;

export class TestClient {
  readonly #client: Client;
  readonly #root: protobuf.Root;

  constructor(address: string, file: string, options: object = {}) {
    this.#client = new Client(address, credentials.createInsecure(), options);
    this.#root = load(file);
  }

  #method(path: string) {
    const [, service = "", name = ""] = path.split("/");
    const method = this.#root.lookupService(service).methods[name];
    if (method === undefined) throw new Error(`no method ${path}`);
    method.resolve();
    const request = method.resolvedRequestType as protobuf.Type;
    const response = method.resolvedResponseType as protobuf.Type;
    return {
      serialize: (message: Json) =>
        Buffer.from(request.encode(request.fromObject(message)).finish()),
      deserialize: (bytes: Buffer) => response.toObject(response.decode(bytes), OPTIONS),
    };
  }

  unary(path: string, message: Json, options: CallOptions = {}): Promise<Json> {
    const { serialize, deserialize } = this.#method(path);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        serialize,
        deserialize,
        message,
        new Metadata(),
        options,
        (error: ServiceError | null, response?: Json) =>
          error === null ? resolve(response ?? {}) : reject(error),
      );
    });
  }

  bidi(path: string) {
    const { serialize, deserialize } = this.#method(path);
    const stream = this.#client.makeBidiStreamRequest(path, serialize, deserialize);
    const messages: Json[] = [];
    stream.on("data", (message: Json) => messages.push(message));
    const status = new Promise<{ code: number; details: string; metadata: Metadata }>((resolve) => {
      stream.on("status", resolve);
    });
    stream.on("error", () => {});
    return { stream, messages, status };
  }

  close(): void {
    this.#client.close();
  }
}
