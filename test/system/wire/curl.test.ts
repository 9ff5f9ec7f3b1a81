/** curl against the real port: producing, following and subscribing over every version of HTTP. */
import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consumed, delivery } from "../../server/routes/fake-broker.ts";
import { curl } from "../transport/support/curl.ts";
import { serve, until } from "./support/served.ts";

let served: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  served = await serve("t");
});
afterAll(() => served.listener.close());

const versions = ["--http1.1", "--http2", "--http2-prior-knowledge"];

describe.each(versions)("curl %s", (version) => {
  test("produces and is told what is wrong", async () => {
    const url = `${served.url}/v1/topics/t/records`;
    const json = ["-H", "content-type: application/json", "-d"];
    const made = await curl([version, url, ...json, '{"value":{"a":1}}']);
    expect(made).toMatchObject({ exitCode: 0, status: 200 });
    expect(JSON.parse(made.body)).toMatchObject({ partition: 0 });
    const form = await curl([version, url, "-d", '{"value":1}']);
    expect(form.status).toBe(415);
    const unknown = await curl([version, `${served.url}/v1/topics/x`]);
    expect(JSON.parse(unknown.body)).toMatchObject({ error: { code: "UNKNOWN_TOPIC" } });
    const head = await curl([version, "-I", `${served.url}/v1/topics/t`]);
    expect([head.exitCode, head.status]).toEqual([0, 200]);
  });

  test("uploads lines and hears of each before it sends the next", async () => {
    const url = `${served.url}/v1/topics/t/records`;
    // `-T .` is `-T -` that also reads while its input has nothing.
    const child = spawn("curl", ["-sS", "-N", version, "-T", ".", url]);
    let body = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (body += text));
    const heard = () => body.split("\n").length - 1;
    for (const [index, line] of ['{"value":"a"}', "{bad", '{"value":"b"}'].entries()) {
      child.stdin.write(`${line}\n`);
      await until(() => heard() > index);
    }
    child.stdin.end();
    await new Promise((resolve) => child.on("close", resolve));
    const lines = body.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { partition: 0 },
      { error: { code: "INVALID_JSON" }, line: 2 },
      { partition: 0 },
    ]);
  });

  test("uploads a pipe to its end", async () => {
    const url = `${served.url}/v1/topics/t/records`;
    const result = await curl([version, "-N", "-T", "-", url], '{"value":"a"}\n{"value":"b"}');
    expect(result).toMatchObject({ exitCode: 0, status: 200, lines: [{}, {}] });
  });

  test("follows a topic", async () => {
    const url = `${served.url}/v1/topics/t/records?follow=true`;
    const before = served.broker.fetches.length;
    const child = spawn("curl", ["-sS", "-N", version, url]);
    let body = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (body += text));
    await until(() => served.broker.fetches.length > before);
    const opened = served.broker.fetches.at(-1);
    opened?.sink.deliver(delivery([consumed(0, "first")]));
    await until(() => body.includes("first"));
    opened?.sink.deliver(delivery([consumed(1, "second")]));
    await until(() => body.includes("second"));
    child.kill();
    await until(() => opened?.calls.includes("close") === true);
  });
});

describe("curl", () => {
  test("reads values byte for byte", async () => {
    const before = served.broker.fetches.length;
    const result = curl([`${served.url}/v1/topics/t/records?format=value`]);
    await until(() => served.broker.fetches.length > before);
    const opened = served.broker.fetches.at(-1);
    opened?.sink.deliver(delivery([consumed(0, "a"), consumed(1, ""), consumed(2, "c\r")]));
    opened?.sink.end(undefined);
    expect((await result).body).toBe("a\n\nc\r\n");
  });

  test("subscribes both ways", async () => {
    const url = `${served.url}/v1/topics/t/subscribe?group=g`;
    const type = "content-type: application/x-ndjson";
    const child = spawn("curl", [
      "-sS",
      "-N",
      "--http2-prior-knowledge",
      "-X",
      "POST",
      "-H",
      type,
      "-T",
      "-",
      url,
    ]);
    let body = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (body += text));
    child.stdin.write('{"credit":1}\n');
    await until(() => (served.broker.subscribes[0]?.calls.length ?? 0) === 1);
    const opened = served.broker.subscribes[0];
    opened?.sink.deliver(delivery([consumed(0, "first")]));
    await until(() => opened?.calls.length === 1);
    child.stdin.end('{"commit":"0:1"}\n');
    await until(() => opened?.calls.length === 2);
    opened?.sink.commitResult(1, undefined);
    await new Promise((resolve) => child.on("close", resolve));
    expect(body).toContain('"value":"first"');
    expect(opened?.calls.at(-1)).toBe("close true");
  });

  test("calls unary methods as Connect does", async () => {
    const url = `${served.url}/tidemark.v1.ClusterService/DescribeCluster`;
    const result = await curl([url, "-H", "content-type: application/json", "-d", "{}"]);
    expect(JSON.parse(result.body)).toMatchObject({ clusterId: "c", timeMs: "1700000000000" });
  });
});
