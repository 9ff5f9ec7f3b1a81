/**
 * Proto3's JSON mapping, driven by the schema tables: camelCase names (the names of the .proto file
 * are taken too), 64-bit integers as text (numbers are taken too), bytes in base64, enums by name.
 * Stricter than it must be: unknown fields are refused by name. Printed: every field that has no
 * presence of its own, also where it is zero, since people read this.
 */
import { TidemarkError } from "../../model/errors.ts";
import { codecOf } from "../codecs.ts";
import { enums, type FieldShape, messages } from "../generated/schema.js";
import { quote } from "../quote.ts";
import { base64Of, bytesOfBase64 } from "./base64.ts";

type Json = Readonly<Record<string, unknown>>;

const fieldsByName = new Map<string, ReadonlyMap<string, FieldShape>>();

function fieldsOf(type: string): ReadonlyMap<string, FieldShape> {
  const remembered = fieldsByName.get(type);
  if (remembered !== undefined) return remembered;
  const byName = new Map<string, FieldShape>();
  for (const field of messages[type] ?? []) {
    byName.set(field.name, field);
    byName.set(field.protoName, field);
  }
  fieldsByName.set(type, byName);
  return byName;
}

const refuse = (path: string, problem: string): TidemarkError =>
  new TidemarkError("INVALID_REQUEST", `${path === "" ? "the request" : path} ${problem}`);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Throws INVALID_REQUEST with the path of the field where `value` does not fit `type`. */
export function messageFromJson(type: string, value: unknown, path = ""): object {
  if (!isObject(value)) throw refuse(path, "must be a JSON object");
  const fields = fieldsOf(type);
  const properties: Record<string, unknown> = {};
  const oneofs = new Map<string, string>();
  for (const [name, member] of Object.entries(value)) {
    const field = fields.get(name);
    const memberPath = path === "" ? name : `${path}.${name}`;
    if (field === undefined) {
      const known = (messages[type] ?? []).map((one) => one.name).join(", ");
      throw refuse(path, `has an unknown field ${quote(name)}; known are: ${known || "none"}`);
    }
    if (member === null) continue;
    if (Object.hasOwn(properties, field.name)) throw refuse(memberPath, "is given twice");
    const other = field.oneof === undefined ? undefined : oneofs.get(field.oneof);
    if (other !== undefined) throw refuse(memberPath, `and ${other} are both given; choose one`);
    if (field.oneof !== undefined) oneofs.set(field.oneof, name);
    properties[field.name] = fieldFromJson(field, member, memberPath);
  }
  return codecOf(type).create(properties);
}

function fieldFromJson(field: FieldShape, value: unknown, path: string): unknown {
  if (field.repeated !== true) return singleFromJson(field, value, path);
  if (!Array.isArray(value)) throw refuse(path, "must be a JSON array");
  return value.map((element, index) => singleFromJson(field, element, `${path}[${index}]`));
}

function singleFromJson(field: FieldShape, value: unknown, path: string): unknown {
  switch (field.kind) {
    case "message":
      return messageFromJson(field.type as string, value, path);
    case "enum":
      return enumFromJson(field.type as string, value, path);
    case "map":
      return mapFromJson(value, path);
    case "string":
      if (typeof value !== "string") throw refuse(path, "must be text");
      return value;
    case "bool":
      if (typeof value !== "boolean") throw refuse(path, "must be true or false");
      return value;
    case "bytes":
      if (typeof value !== "string") throw refuse(path, "must be text in base64");
      return bytesOfBase64(value, () => refuse(path, "is not valid base64"));
    case "int32":
      return integerFromJson(value, path, -(2 ** 31), 2 ** 31 - 1);
    case "uint32":
      return integerFromJson(value, path, 0, 2 ** 32 - 1);
    case "int64":
      return integerFromJson(value, path, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case "uint64":
      return integerFromJson(value, path, 0, Number.MAX_SAFE_INTEGER);
  }
}

function integerFromJson(value: unknown, path: string, min: number, max: number): number {
  const number = typeof value === "string" && /^-?\d{1,20}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < min || number > max)
    throw refuse(path, `must be an integer from ${min} to ${max}`);
  return number;
}

function enumFromJson(type: string, value: unknown, path: string): number {
  const values = enums[type] ?? {};
  const number = typeof value === "string" ? values[value] : value;
  if (typeof number !== "number" || !Object.values(values).includes(number))
    throw refuse(path, `must be one of ${Object.keys(values).join(", ")}`);
  return number;
}

function mapFromJson(value: unknown, path: string): Record<string, string> {
  if (!isObject(value)) throw refuse(path, "must be a JSON object with text values");
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (typeof entry !== "string") throw refuse(`${path}.${key}`, "must be text");
      return [key, entry];
    }),
  );
}

export function messageToJson(type: string, message: object): Json {
  const source = message as Json;
  const json: Record<string, unknown> = {};
  for (const field of messages[type] ?? []) {
    const value = source[field.name];
    if (value === undefined || value === null) {
      if (field.presence !== true && field.oneof === undefined) json[field.name] = emptyOf(field);
    } else if (field.repeated === true)
      json[field.name] = (value as unknown[]).map((element) => singleToJson(field, element));
    else json[field.name] = singleToJson(field, value);
  }
  return json;
}

function emptyOf(field: FieldShape): unknown {
  if (field.repeated === true) return [];
  switch (field.kind) {
    case "map":
      return {};
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "message":
      return undefined;
    case "enum":
    case "int32":
    case "uint32":
    case "int64":
    case "uint64":
      return singleToJson(field, 0);
  }
}

function singleToJson(field: FieldShape, value: unknown): unknown {
  switch (field.kind) {
    case "message":
      return messageToJson(field.type as string, value as object);
    case "bytes":
      return base64Of(value as Uint8Array);
    case "int64":
    case "uint64":
      return String(value);
    case "enum":
      return nameOfEnum(field.type as string, value as number);
    case "map":
    case "string":
    case "bool":
    case "int32":
    case "uint32":
      return value;
  }
}

function nameOfEnum(type: string, value: number): string | number {
  const entry = Object.entries(enums[type] ?? {}).find(([, number]) => number === value);
  return entry === undefined ? value : entry[0];
}
