// Generated from schema/ by scripts/generate.js; do not edit.

export interface FieldShape {
  /** As in JSON and in the codecs: camelCase. */
  readonly name: string;
  /** As in the .proto file. */
  readonly protoName: string;
  readonly number: number;
  readonly kind:
    | "string" | "bytes" | "bool" | "int32" | "uint32" | "int64" | "uint64"
    | "enum" | "message"
    /** From string to string. */
    | "map";
  /** Full name of the message or enum. */
  readonly type?: string;
  readonly repeated?: boolean;
  /** Absent differs from the default value. */
  readonly presence?: boolean;
  readonly oneof?: string;
}
export interface MethodShape {
  readonly name: string;
  readonly request: string;
  readonly response: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}
export interface ServiceShape {
  readonly name: string;
  readonly methods: readonly MethodShape[];
}
export const messages: Readonly<Record<string, readonly FieldShape[]>>;
export const enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
export const services: readonly ServiceShape[];
