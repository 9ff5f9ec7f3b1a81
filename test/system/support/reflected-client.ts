/**
 * The stock gRPC client without a schema of its own: it asks the broker for one by server
 * reflection, as grpcurl does, and calls what it finds. Reads no file of this repository.
 */
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor.js";

export type Json = Record<string, unknown>;

export interface CallStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

export interface BidiCall {
  readonly stream: ClientDuplexStream<Json, Json>;
  readonly messages: Json[];
  readonly status: Promise<CallStatus>;
  /** The first message, from those already here on, that has the wanted look. */
  find(wanted: (message: Json) => boolean): Promise<Json>;
}

/** What the protocol itself needs; v1 and v1alpha differ in the name of the package only. */
const PROTOCOL = `
  syntax = "proto3";
  message Request {
    string host = 1;
    oneof message_request {
      string file_by_filename = 3;
      string file_containing_symbol = 4;
      string list_services = 7;
    }
  }
  message Response {
    Files file_descriptor_response = 4;
    Services list_services_response = 6;
    Problem error_response = 7;
  }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Services { repeated Service service = 1; }
  message Service { string name = 1; }
  message Problem { int32 error_code = 1; string error_message = 2; }
`;
const protocol = protobuf.parse(PROTOCOL, new protobuf.Root()).root;
const requestType = protocol.lookupType("Request");
const responseType = protocol.lookupType("Response");

const READ_OPTIONS = { longs: Number, enums: String, defaults: true, bytes: Buffer };

export type ReflectionVersion = "v1" | "v1alpha";

export interface ClientOptions {
  readonly version?: ReflectionVersion;
  readonly credentials?: ChannelCredentials;
  /** Of the channel. */
  readonly channel?: object;
}

export class ReflectedClient {
  readonly services: readonly string[];
  readonly #client: Client;
  readonly #root: protobuf.Root;

  private constructor(client: Client, services: readonly string[], root: protobuf.Root) {
    this.#client = client;
    this.services = services;
    this.#root = root;
  }

  static async connect(address: string, options: ClientOptions = {}): Promise<ReflectedClient> {
    const { credentials: given = credentials.createInsecure(), channel = {} } = options;
    const client = new Client(address, given, channel);
    const ask = asker(client, options.version ?? "v1");
    const [listed] = await ask([{ listServices: "" }]);
    const services = listed!.listServicesResponse!.service.map(({ name }) => name);
    const found = await ask(services.map((name) => ({ fileContainingSymbol: name })));
    const files = new Map<string, protobuf.Message>();
    for (const { fileDescriptorResponse } of found) {
      for (const bytes of fileDescriptorResponse?.fileDescriptorProto ?? []) {
        const file = descriptor.FileDescriptorProto.decode(bytes);
        files.set(String(file["name"]), file);
      }
    }
    const root = protobuf.Root.fromDescriptor({ file: [...files.values()] } as never);
    root.resolveAll();
    return new ReflectedClient(client, services, root);
  }

  /** As `service/method`, streams marked as in a .proto file. */
  describe(service: string): string[] {
    return this.#root
      .lookupService(service)
      .methodsArray.map(
        ({ name, requestType: from, responseType: to, requestStream, responseStream }) =>
          `${name}(${requestStream ? "stream " : ""}${from.split(".").at(-1)}) ` +
          `${responseStream ? "stream " : ""}${to.split(".").at(-1)}`,
      );
  }

  unary(path: string, message: Json, options: CallOptions = {}): Promise<Json> {
    const { serialize, deserialize } = this.#codec(path);
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: Json) =>
        error === null ? resolve(response ?? {}) : reject(error);
      const metadata = new Metadata();
      this.#client.makeUnaryRequest(path, serialize, deserialize, message, metadata, options, done);
    });
  }

  /** Also for calls that stream one way only. */
  bidi(path: string, options: CallOptions = {}): BidiCall {
    const { serialize, deserialize } = this.#codec(path);
    const stream = this.#client.makeBidiStreamRequest(path, serialize, deserialize, options);
    const messages: Json[] = [];
    const waiting = new Set<() => void>();
    stream.on("data", (message: Json) => {
      messages.push(message);
      for (const look of waiting) look();
    });
    stream.on("error", () => {});
    const status = new Promise<CallStatus>((resolve) => {
      stream.on("status", resolve);
    });
    const find = (wanted: (message: Json) => boolean) =>
      new Promise<Json>((resolve, reject) => {
        const look = () => {
          const found = messages.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void status.then(({ code, details }) => {
          reject(new Error(`the stream ended without it: ${code} ${details}`));
        });
      });
    return { stream, messages, status, find };
  }

  close(): void {
    this.#client.close();
  }

  #codec(path: string) {
    const [, service = "", name = ""] = path.split("/");
    const method = this.#root.lookupService(service).methods[name];
    method?.resolve();
    const request = method?.resolvedRequestType;
    const response = method?.resolvedResponseType;
    // A method that the schema does not know may still be asked for: its bytes are empty.
    return {
      serialize: (message: Json) =>
        request ? Buffer.from(request.encode(request.fromObject(message)).finish()) : EMPTY,
      deserialize: (bytes: Buffer): Json =>
        response ? response.toObject(response.decode(bytes), READ_OPTIONS) : {},
    };
  }
}

const EMPTY = Buffer.alloc(0);

interface Answer {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Uint8Array[] };
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly errorResponse?: { readonly errorCode: number; readonly errorMessage: string };
}

/** One stream for all questions, answered in order. */
function asker(client: Client, version: ReflectionVersion) {
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  return (questions: readonly Json[]): Promise<Answer[]> =>
    new Promise((resolve, reject) => {
      const call = client.makeBidiStreamRequest(
        path,
        (message: Json) => Buffer.from(requestType.encode(message).finish()),
        (bytes: Buffer) => responseType.decode(bytes) as unknown as Answer,
      );
      const answers: Answer[] = [];
      call.on("data", (answer: Answer) => answers.push(answer));
      call.on("error", reject);
      call.on("end", () => resolve(answers));
      for (const question of questions) call.write(question);
      call.end();
    });
}
