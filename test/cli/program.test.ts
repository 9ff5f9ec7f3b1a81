import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/program.ts";
import { fakeAssembly } from "./fake-assembly.ts";
import { recordTerminal } from "./recorder.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tidemark-cli-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function tidemark(line: string, environment: Record<string, string> = {}) {
  const terminal = recordTerminal();
  const argv = line.split(" ").filter((word) => word !== "");
  const code = await run(argv, environment, terminal, fakeAssembly());
  return { code, out: terminal.stdout, err: terminal.stderr };
}

describe("help", () => {
  it("teaches with examples and leaves with 0", async () => {
    for (const line of ["--help", "help", "serve --help", "help serve"]) {
      const { code, out } = await tidemark(line);
      expect([line, code]).toEqual([line, 0]);
      expect(out).toContain("Examples:");
    }
  });

  it("names every flag that the settings table gives one, with default", async () => {
    const { out } = await tidemark("serve --help");
    for (const flag of ["--listen", "--data-dir", "--tls-cert", "--tls-key", "--config"]) {
      expect(out).toContain(flag);
    }
    expect(out).toContain("--insecure");
    expect(out).toContain("--otlp-endpoint");
    expect(out).toContain("127.0.0.1:9470");
  });

  it("prints versions", async () => {
    expect((await tidemark("version")).out).toMatch(/^tidemark \d+\.\d+\.\d+ \(node \d+/);
    expect((await tidemark("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("docs/cli.md", () => {
  it("names every command", async () => {
    const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
    const commandsIn = (help: string): string[] => {
      const list = help.split("Commands:")[1]?.split("\n\n")[0] ?? "";
      return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!);
    };
    const families = commandsIn((await tidemark("--help")).out);
    expect(families).toContain("dlq");
    for (const family of families) {
      if (["serve", "version", "help"].includes(family)) continue;
      expect(page).toContain(`## ${family}\n`);
      for (const command of commandsIn((await tidemark(`${family} --help`)).out)) {
        if (command !== "help")
          expect(page).toMatch(new RegExp(`${family} [a-z|\\\\]*\\b${command}\\b`));
      }
    }
  });
});

describe("mistakes", () => {
  it.each([
    ["serv", "Did you mean serve?"],
    ["serve --lisen 1", "Did you mean --listen?"],
    ["serve --listen nowhere", "HOST:PORT"],
    ["serve --listen 0.0.0.0:0", "--insecure"],
    ["serve --set nonsense=1", "no such setting"],
    ["serve --set segmentBytes=1", "want a size from 16 KiB to 1 GiB"],
    ["serve --config /does/not/exist.yaml", "ENOENT"],
    ["serve --tls-cert a.pem", "TLS needs both"],
    ["serve surplus", "too many arguments"],
  ])("%s is wrong usage: a clear line, no stack, code 2", async (line, message) => {
    const { code, err } = await tidemark(line);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toMatch(/^tidemark: /);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("of the environment and the file are found together", async () => {
    const file = join(directory, "t.yaml");
    writeFileSync(file, "brokerId: many\n");
    const { code, err } = await tidemark("serve", {
      TIDEMARK_CONFIG: file,
      TIDEMARK_SEGMENT_MS: "soon",
    });
    expect(code).toBe(2);
    expect(err).toContain(`brokerId = "many" (${file} line 1)`);
    expect(err).toContain("environment TIDEMARK_SEGMENT_MS");
  });

  it("that only the machine can tell leave with 1", async () => {
    writeFileSync(join(directory, "file"), "");
    const { code, err } = await tidemark(`serve --data-dir ${join(directory, "file")}`);
    expect(code).toBe(1);
    expect(err).toContain("cannot create the data directory");
    const missing = await tidemark("serve --tls-cert /no/c.pem --tls-key /no/k.pem");
    expect(missing.code).toBe(1);
    expect(missing.err).toContain("cannot read tlsCert /no/c.pem: ENOENT");
  });

  it("nothing at all shows the help", async () => {
    const { code, err } = await tidemark("");
    expect(code).toBe(2);
    expect(err).toContain("Examples:");
  });
});
