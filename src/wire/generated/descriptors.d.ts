// Generated from schema/ by scripts/generate.js; do not edit.

export interface FileDescriptor {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** Full names of the services, methods, messages and enums it declares. */
  readonly symbols: readonly string[];
  /** An encoded google.protobuf.FileDescriptorProto. */
  readonly base64: string;
}
export const files: readonly FileDescriptor[];
