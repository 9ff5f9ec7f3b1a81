import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { run as runProgram } from "../../../src/cli/program.ts";
import { fakeAssembly } from "../../cli/fake-assembly.ts";
import { recordTerminal } from "../../cli/recorder.ts";
import { type Outcome, tidemark } from "./tidemark.ts";

let broker: BrokerProcess;
beforeAll(async () => {
  broker = await BrokerProcess.start();
});
afterAll(() => broker.dispose());

/** In this process: what a command does is the same, and starting Node twenty times is slow. */
async function run(line: readonly string[], input = ""): Promise<Outcome> {
  const terminal = recordTerminal(input);
  const code = await runProgram(
    line,
    { TIDEMARK_BROKER: broker.address },
    terminal,
    fakeAssembly(),
  );
  return { code, out: terminal.stdout, err: terminal.stderr };
}

async function ok(line: string[], input?: string): Promise<string> {
  const { code, out, err } = await run(line, input);
  expect([line, code, err.startsWith("tidemark:")]).toEqual([line, 0, false]);
  return out;
}

describe("client commands against a broker", () => {
  it("make, fill, read and remove a topic", async () => {
    expect(await ok(["topic", "create", "orders", "-p", "2"])).toBe(
      "created orders (2 partitions)\n",
    );
    expect(await ok(["produce", "orders", "one", "-k", "k", "-H", "a=b"])).toContain("sent:");
    await ok(["produce", "orders"], "two\nthree\n");
    const values = (await ok(["consume", "orders", "--format", "value"])).split("\n");
    expect(values.sort()).toEqual(["", "one", "three", "two"]);
    const records = (await ok(["consume", "orders", "--json"])).trim().split("\n");
    const keyed = records.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(keyed.find(({ key }) => key === "k")).toMatchObject({
      value: "one",
      headers: { a: "b" },
    });
    expect((await ok(["consume", "orders", "-n", "2"])).split("\n")).toHaveLength(3);
    expect(await ok(["topic", "list"])).toMatch(/orders +2 +3 +0/);
    expect(await ok(["topic", "describe", "orders"])).toContain("segmentBytes");
    expect(await ok(["topic", "delete", "orders"])).toBe("deleted orders\n");
  });

  it("schedule, list, move and cancel (P4)", async () => {
    await ok(["topic", "create", "later"]);
    await ok(["produce", "later", "a", "--delay", "1h", "--schedule-id", "trial-1"]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await ok(["produce", "later", "b", "--at", tomorrow]);
    const list = await ok(["schedule", "list", "later"]);
    expect(list).toContain("trial-1");
    expect(list).toContain(tomorrow);
    expect(await ok(["schedule", "get", "later", "trial-1", "--json"])).toContain('"trial-1"');
    await ok(["schedule", "move", "later", "trial-1", "--delay", "0"]);
    const reading = ["consume", "later", "--follow", "-n", "1", "--format", "value"];
    expect(await ok(reading)).toBe("a\n");
    expect((await run(["schedule", "cancel", "later"])).code).toBe(2);
    expect(await ok(["schedule", "cancel", "later", "--all"])).toBe("cancelled 1\n");
    expect(await ok(["schedule", "list", "later", "--json"])).toBe("");
  });

  it("run from the shell", async () => {
    const env = { TIDEMARK_BROKER: broker.address };
    const { code, out } = await tidemark(["topic", "create", "shell"], { env });
    expect([code, out]).toEqual([0, "created shell (1 partition)\n"]);
  });

  it("show groups and what they have read", async () => {
    await ok(["topic", "create", "read"]);
    await ok(["produce", "read"], "a\nb\n");
    const reading = ["consume", "read", "-g", "readers", "--from", "earliest", "-n", "2"];
    expect((await ok(reading)).trim().split("\n")).toHaveLength(2);
    expect(await ok(["group", "list"])).toContain("readers");
    expect(await ok(["group", "describe", "readers"])).toMatch(/read +0 +\d +2/);
    await ok(["group", "delete", "readers"]);
  });

  it("leave nothing behind in the broker (P5)", async () => {
    await ok(["topic", "create", "left"]);
    await ok(["produce", "left"], "a\nb\n");
    await ok(["consume", "left"]);
    await ok(["consume", "left", "-n", "1"]);
    await ok(["consume", "left", "--follow", "-n", "2"]);
    await fetch(`${broker.url}/v1/topics/left/records`).then((response) => response.text());
    const metrics = await fetch(`${broker.url}/metrics`).then((response) => response.text());
    expect(metrics).toContain('tidemark_credits_outstanding_bytes{side="consumer"} 0\n');
    expect(metrics).toContain('tidemark_credits_outstanding_bytes{side="producer"} 0\n');
  });

  it.each([
    [["topic", "describe", "nowhere"], 3, "UNKNOWN_TOPIC"],
    [["topic", "create", "no/slash"], 2, "INVALID_TOPIC_NAME"],
    [["topic", "alter", "nowhere"], 2, "nothing to change"],
    [["topic", "create", "t", "-p", "many"], 2, "--partitions"],
    [["produce", "t", "v", "--delay", "soon"], 2, "is no duration"],
    [["produce", "t", "v", "--at", "tomorrow"], 2, "is no time"],
    [["produce", "t", "v", "--at", "1", "--delay", "1s"], 2, "Give one of them"],
    [["schedule", "get", "nowhere", "x"], 3, "UNKNOWN_TOPIC"],
    [["group", "describe", "nobody"], 3, "UNKNOWN_GROUP"],
    [["consume", "t", "--format", "xml"], 2, "Give one of line"],
    [["consume", "t", "--from", "18"], 2, "is no place"],
    [["consume", "t", "--speed", "0"], 2, "--speed"],
    [["consume", "t", "-g", "g", "--partition", "0"], 2, "does not go with --group"],
    [["group", "reset", "g", "--topic", "t"], 2, "--to or --shift"],
    [["group", "import", "g"], 2, "not JSON"],
    [["dlq", "show", "t", "5"], 2, "is no place"],
    [["dlq", "purge", "t"], 2, "--before OFFSET or --all"],
    [["dlq", "list", "nowhere"], 3, "UNKNOWN_TOPIC"],
    [["produce", "t", "v", "--file", "f"], 2, "Give one of them"],
    [["produce", "t", "--file", "/no/such"], 2, "ENOENT"],
    [["topic", "list", "--server", "127.0.0.1:1"], 5, "no broker answers at 127.0.0.1:1"],
  ])("%j is a clear line", async (line, code, message) => {
    const outcome = await run(line);
    expect([outcome.code, outcome.out]).toEqual([code, ""]);
    expect(outcome.err).toContain(message);
    expect(outcome.err).not.toMatch(/\n\s+at /);
  });
});
