// Generates the protobuf codecs, descriptors and schema tables from schema/. A digest of what went in
// and what came out is kept beside them; a test fails where it no longer matches.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import pbjs from "protobufjs-cli/pbjs.js";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schema = join(root, "schema");
const note = "// Generated from schema/ by scripts/generate.js; do not edit.\n";

const protoFiles = (folder) =>
  readdirSync(join(schema, folder), { recursive: true })
    .filter((name) => name.endsWith(".proto"))
    .map((name) => join(folder, name))
    .sort();

/** Reads a 64-bit varint as a number. Beyond 2^53 − 1 a number would lie: such a message is refused. */
const int64Reader = `
function $int64(reader, signed) {
    const buf = reader.buf;
    let low = 0, middle = 0, high = 0, shift = 0, byte;
    do {
        if (reader.pos >= reader.len)
            throw $RangeError("index out of range");
        byte = buf[reader.pos++];
        if (shift < 28)
            low += (byte & 127) * 2 ** shift;
        else if (shift < 56)
            middle += (byte & 127) * 2 ** (shift - 28);
        else
            high += (byte & 127) * 2 ** (shift - 56);
        shift += 7;
    } while (byte >= 128 && shift < 70);
    if (byte >= 128)
        throw $Error("invalid varint encoding");
    if (signed && high === 255)
        middle -= 2 ** 28;
    else if (high !== 0)
        throw $RangeError("64-bit integer beyond the safe range");
    const value = middle * 2 ** 28 + low;
    if (!Number.isSafeInteger(value))
        throw $RangeError("64-bit integer beyond the safe range");
    return value;
}

function $int64s(reader, signed, values) {
    const end = reader.uint32() + reader.pos;
    if (end > reader.len)
        throw $RangeError("index out of range");
    while (reader.pos < end)
        values.push($int64(reader, signed));
}
`;

/** Replaces every match and fails where there is none: the generator's output has changed then. */
function rewrite(text, pattern, replacement) {
  const result = text.replaceAll(pattern, replacement);
  if (result === text) throw new Error(`nothing matches ${pattern} in the generated code`);
  return result;
}

/**
 * What pbjs writes, changed in three ways: 64-bit integers become numbers whether or not the `long`
 * package is there; unknown fields are skipped rather than kept; each copy has a root of its own,
 * so that the broker's and the client's may share a process.
 */
function rewriteCode(code, { hasInt64, hasOptional }) {
  let text = rewrite(code, /const \$root = .*;\n/g, "const $root = {};\n");
  text = rewrite(
    text,
    /\n *if \(!reader\.discardUnknown\) \{\n *\$util\.makeProp.*\n.*\n *\}/g,
    "",
  );
  text = rewrite(text, /\n *if \(message\.\$unknowns != null .*\n *for .*\n.*raw\(.*;/g, "");
  if (!hasInt64) return note + text;
  text = rewrite(text, /\$util\.Long \? \$util\.Long\.fromBits\(0,0,\w+\) : 0/g, "0");
  text = rewrite(
    text,
    /typeof \((value = reader\.u?int64\(\))\) === "object" \? .* : value !== 0\)/g,
    "$1)",
  );
  text = rewrite(
    text,
    /\(typeof (message\.\w+) === "object" \? .* : message\.\w+ !== 0\)/g,
    "$1 !== 0",
  );
  text = rewrite(text, /reader\.int64\(\)/g, "$int64(reader, true)");
  text = rewrite(text, /reader\.uint64\(\)/g, "$int64(reader, false)");
  // Packed lists of them.
  text = text.replaceAll(/reader\.(u?)int64s\(/g, (_, unsigned) =>
    unsigned ? "$int64s(reader, false, " : "$int64s(reader, true, ",
  );
  if (hasOptional) {
    text = rewrite(text, /\n *message\._\w+ = "\w+";/g, "");
    text = rewrite(text, /\n *\/\/ Virtual OneOf [^;]*;\n/g, "");
  }
  return note + rewrite(text, "const $root = {};", `const $root = {};\n${int64Reader}`);
}

function rewriteTypes(code) {
  let text = rewrite(code, /import Long = require\("long"\);\n/g, "");
  text = rewrite(
    text,
    /\n *\/\*\*(?:(?!\*\/)[^])*@deprecated(?:(?!\*\/)[^])*\*\/\n *interface I\w+ [^}]*\}\n/g,
    "",
  );
  text = rewrite(
    text,
    /\n *\/\*\* Unknown fields preserved .*\n *\$unknowns\?: Uint8Array\[\];\n/g,
    "",
  );
  text = rewrite(text, /\n *\$unknowns\?: Uint8Array\[\];/g, "");
  // Explicit `undefined` is as good as absence, also under exactOptionalPropertyTypes.
  text = rewrite(text, /^( *\w+\?: )(.*);$/gm, "$1$2 | undefined;");
  return note + rewrite(text, /^( *\w+\?: )(.*\[\] \| undefined;)$/gm, "$1readonly $2");
}

/** Runs pbjs; the types come from the comments, which the code itself does without. */
function runPbjs(files, out, extra) {
  const flags = "-t static-module -w esm --es6 --force-number --null-semantics";
  const without = "--no-delimited --no-service --no-typeurl --no-verify --no-convert";
  const args = [flags, without, extra, `--dependency protobufjs/minimal.js -p ${schema} -o ${out}`];
  const sources = files.map((file) => join(schema, file));
  return new Promise((resolve, reject) => {
    pbjs.main([...args.join(" ").split(" "), ...sources], (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** What of the language the files use: each leaves other traces in the generated code. */
function featuresOf(files) {
  const text = files.map((file) => readFileSync(join(schema, file), "utf8")).join("");
  return { hasInt64: /\b[su]?int64\b/.test(text), hasOptional: /^ *optional /m.test(text) };
}

async function codecs(files) {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-generate-"));
  try {
    await runPbjs(files, join(folder, "code.js"), "--no-comments");
    await runPbjs(files, join(folder, "types.js"), "--dts");
    return {
      js: rewriteCode(readFileSync(join(folder, "code.js"), "utf8"), featuresOf(files)),
      types: rewriteTypes(readFileSync(join(folder, "types.d.ts"), "utf8")),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files as protobufjs reflects them, with names as written. */
function load(files) {
  const loaded = new protobuf.Root();
  loaded.resolvePath = (_origin, target) => join(schema, relative(schema, join(schema, target)));
  loaded.loadSync(files, { keepCase: true });
  return loaded.resolveAll();
}

function walk(namespace, visit) {
  for (const item of namespace.nestedArray) {
    visit(item);
    if (item.nested) walk(item, visit);
  }
}

const fullName = (item) => item.fullName.slice(1);

/** protobufjs names the entry of map `config` "Config"; strict readers of a schema want "ConfigEntry". */
function messageDescriptor(type) {
  const message = type.toDescriptor("proto3");
  for (const entry of message.nestedType ?? []) {
    if (entry.options?.mapEntry !== true) continue;
    const named = `${entry.name}Entry`;
    for (const field of message.field) if (field.typeName === entry.name) field.typeName = named;
    entry.name = named;
  }
  return message;
}

/** What a file uses it must import: together all files load, one by one they would not. */
function checkImports(name, imports, type) {
  for (const { resolvedType, name: field } of type.fieldsArray) {
    const used = resolvedType?.filename;
    if (used == null || used === join(schema, name)) continue;
    if (imports.includes(relative(schema, used))) continue;
    throw new Error(`${name}: ${fullName(type)}.${field} needs import "${relative(schema, used)}"`);
  }
}

/** One FileDescriptorProto a file, with the names it declares, for server reflection. */
function fileDescriptors(loaded, files) {
  return files.map((name) => {
    const parsed = protobuf.parse(readFileSync(join(schema, name), "utf8"));
    const file = {
      name,
      package: parsed.package,
      dependency: parsed.imports ?? [],
      messageType: [],
      enumType: [],
      service: [],
      syntax: "proto3",
    };
    const symbols = [];
    walk(loaded, (item) => {
      if (item.filename !== join(schema, name) || !(item instanceof protobuf.ReflectionObject))
        return;
      if (item instanceof protobuf.Namespace || item instanceof protobuf.Enum) {
        if (item.constructor === protobuf.Namespace) return;
        symbols.push(fullName(item));
        if (item instanceof protobuf.Service)
          symbols.push(...item.methodsArray.map((method) => fullName(method)));
        if (item instanceof protobuf.Type) checkImports(name, file.dependency, item);
        if (item.parent.constructor !== protobuf.Namespace) return;
        if (item instanceof protobuf.Service) file.service.push(item.toDescriptor("proto3"));
        else if (item instanceof protobuf.Type) file.messageType.push(messageDescriptor(item));
        else file.enumType.push(item.toDescriptor("proto3"));
      }
    });
    const bytes = descriptor.FileDescriptorProto.encode(file).finish();
    return {
      name,
      dependencies: file.dependency,
      symbols,
      base64: Buffer.from(bytes).toString("base64"),
    };
  });
}

function shapeOfField(field) {
  const shape = {
    name: protobuf.util.camelCase(field.name),
    protoName: field.name,
    number: field.id,
    kind: field.map
      ? "map"
      : field.resolvedType instanceof protobuf.Type
        ? "message"
        : field.resolvedType
          ? "enum"
          : field.type,
  };
  if (field.resolvedType) shape.type = fullName(field.resolvedType);
  if (field.repeated) shape.repeated = true;
  if (field.hasPresence) shape.presence = true;
  if (field.partOf && !field.partOf.isProto3Optional)
    shape.oneof = protobuf.util.camelCase(field.partOf.name);
  return shape;
}

/** Messages, enums and services as plain tables: the JSON mapping and the dispatch read them. */
function tables(loaded) {
  const messages = {};
  const enums = {};
  const services = [];
  walk(loaded, (item) => {
    if (item instanceof protobuf.Type)
      messages[fullName(item)] = item.fieldsArray.map(shapeOfField);
    else if (item instanceof protobuf.Enum) enums[fullName(item)] = item.values;
    else if (item instanceof protobuf.Service)
      services.push({
        name: fullName(item),
        methods: item.methodsArray.map((method) => ({
          name: method.name,
          request: fullName(method.resolvedRequestType),
          response: fullName(method.resolvedResponseType),
          requestStream: method.requestStream === true,
          responseStream: method.responseStream === true,
        })),
      });
  });
  return { messages, enums, services };
}

const constant = (name, value) => `export const ${name} = ${JSON.stringify(value, null, 1)};\n`;

const schemaTypes = `${note}
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
`;

const descriptorTypes = `${note}
export interface FileDescriptor {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** Full names of the services, methods, messages and enums it declares. */
  readonly symbols: readonly string[];
  /** An encoded google.protobuf.FileDescriptorProto. */
  readonly base64: string;
}
export const files: readonly FileDescriptor[];
`;

/** Everything that is generated: path in the repository → content. */
async function generate() {
  const own = protoFiles("tidemark/v1");
  const standard = protoFiles("grpc");
  const loaded = load([...own, ...standard]);
  const tidemark = await codecs(own);
  // Between brokers only: no client, no reflection and no dialect knows of it.
  const peer = await codecs(protoFiles("tidemark/peer"));
  const grpc = await codecs(standard);
  const { messages, enums, services } = tables(loaded);
  const server = "src/wire/generated";
  const client = "clients/typescript/src/generated";
  return new Map([
    [`${server}/tidemark.js`, tidemark.js],
    [`${server}/tidemark.d.ts`, tidemark.types],
    [`${client}/tidemark.js`, tidemark.js],
    [`${client}/tidemark.d.ts`, tidemark.types],
    [`${server}/peer.js`, peer.js],
    [`${server}/peer.d.ts`, peer.types],
    [`${server}/grpc.js`, grpc.js],
    [`${server}/grpc.d.ts`, grpc.types],
    [
      `${server}/schema.js`,
      note +
        constant("messages", messages) +
        constant("enums", enums) +
        constant("services", services),
    ],
    [`${server}/schema.d.ts`, schemaTypes],
    [
      `${server}/descriptors.js`,
      note + constant("files", fileDescriptors(loaded, [...own, ...standard])),
    ],
    [`${server}/descriptors.d.ts`, descriptorTypes],
  ]);
}

const sha256 = (...texts) => {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
};

export const digestPath = "src/wire/generated/digest.json";

/** Of everything that the generated code depends on. */
export function digestOfInputs() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const versions = [
    manifest.devDependencies["protobufjs-cli"],
    manifest.dependencies["protobufjs"],
  ];
  const sources = [...protoFiles("tidemark"), ...protoFiles("grpc")];
  const texts = sources.map((file) => readFileSync(join(schema, file), "utf8"));
  const self = readFileSync(fileURLToPath(import.meta.url), "utf8");
  return sha256(...versions, ...sources, ...texts, self);
}

/** The digest of each generated file as it is on disk. */
export function digestsOnDisk(paths) {
  return Object.fromEntries(
    paths.map((path) => [path, sha256(readFileSync(join(root, path), "utf8"))]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const generated = await generate();
  for (const [path, content] of generated) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    process.stdout.write(`${path}\n`);
  }
  const digest = { inputs: digestOfInputs(), files: digestsOnDisk([...generated.keys()]) };
  writeFileSync(join(root, digestPath), `${JSON.stringify(digest, null, 2)}\n`);
}
