/** The generated codecs: fresh, exact in 64-bit integers, and complete for reflection. */
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { describe, expect, test } from "vitest";
import { digestOfInputs, digestPath, digestsOnDisk } from "../../scripts/generate.js";
import { files } from "../../src/wire/generated/descriptors.js";
import { services } from "../../src/wire/generated/schema.js";
import { tidemark } from "../../src/wire/generated/tidemark.js";

describe("generated code", () => {
  test("is what scripts/generate.js makes of the schema (else: npm run generate)", () => {
    const digest = JSON.parse(readFileSync(digestPath, "utf8")) as {
      inputs: string;
      files: Record<string, string>;
    };
    expect(digestOfInputs()).toBe(digest.inputs);
    expect(digestsOnDisk(Object.keys(digest.files))).toEqual(digest.files);
  });

  test("reads 64-bit integers as safe numbers, whatever their sign", () => {
    const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(safe, fc.boolean(), (offset, duplicate) => {
        const bytes = tidemark.v1.RecordResult.encode({ offset, duplicate }).finish();
        const decoded = tidemark.v1.RecordResult.decode(bytes);
        expect(decoded.offset).toBe(offset);
        expect(decoded.duplicate).toBe(duplicate);
        expect(decoded.scheduled).toBeNull();
      }),
    );
  });

  test("refuses 64-bit integers that a number cannot hold", () => {
    for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      const bytes = [0x10];
      for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
        bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
        if (rest <= 127n) break;
      }
      expect(() => tidemark.v1.RecordResult.decode(Buffer.from(bytes))).toThrow(/safe range/);
    }
  });

  test("keeps presence apart from the default value", () => {
    const { Record } = tidemark.v1;
    const empty = Record.decode(Record.encode({ key: Buffer.alloc(0) }).finish());
    expect(empty.key).toHaveLength(0);
    expect(empty.value).toBeNull();
    expect(Record.decode(Record.encode({ deliverAt: 0 }).finish()).deliverAt).toBe(0);
  });

  test("describes every service for reflection", () => {
    // A FileDescriptorSet is field 1, repeated: one file after another.
    const writer = protobuf.Writer.create();
    for (const file of files) writer.uint32(10).bytes(Buffer.from(file.base64, "base64"));
    const root = protobuf.Root.fromDescriptor(writer.finish());
    for (const service of services) {
      const reflected = root.lookupService(service.name);
      for (const method of service.methods)
        expect(reflected.methods[method.name]?.requestStream ?? false).toBe(method.requestStream);
    }
    expect(files.flatMap((file) => file.symbols)).toContain("tidemark.v1.RecordService.Produce");
    for (const file of files)
      for (const name of file.dependencies) expect(files.map((f) => f.name)).toContain(name);
  });

  test("reflects files that a strict reader takes: entries of maps are called so", () => {
    const topics = files.find(({ name }) => name === "tidemark/v1/topics.proto");
    expect(topics?.dependencies).toContain("tidemark/v1/common.proto");
    expect(Buffer.from(topics?.base64 ?? "", "base64").toString("latin1")).toContain("ConfigEntry");
  });
});
