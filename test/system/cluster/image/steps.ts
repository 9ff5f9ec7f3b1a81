/**
 * `tsx test/system/cluster/image/steps.ts`: does what the Dockerfile and compose.yaml say, without an engine.
 * The image's steps run in folders with mounts of this process's own, its brokers on a network of their own;
 * then their health checks are asked, a record goes in at one broker and comes out at another, and all stop
 * with 0. Root on Linux; says so and leaves with 77 elsewhere.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../harness/until.ts";
import { canIsolate } from "../../../chaos/isolated-site.ts";
import { buildImage, type Image } from "./build-image.ts";
import { RootFolder } from "./root-folder.ts";
import { composeConfig, isBroker, problemsOf, readCompose } from "./compose-file.ts";

const root = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));
/** As of a test that was not run. */
const SKIPPED = 77;
const NODE_USER = 1_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Container {
  readonly name: string;
  readonly child: ChildProcess;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly said: string[];
}

/** A broker of compose.yaml with a new volume. */
function startContainer(
  image: Image,
  temporary: string,
  name: string,
  environment: Readonly<Record<string, string>>,
): Container {
  const volume = join(temporary, `volume-${name}`);
  mkdirSync(volume, { mode: 0o700 });
  chownSync(volume, NODE_USER, NODE_USER);
  const env = { ...image.env, ...environment };
  const options = { cwd: image.cwd, user: image.user, env };
  const child = new RootFolder(image.path).start(image.argv, options, {
    from: volume,
    to: image.volumes[0]!,
  });
  const said: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const port = (environment["TIDEMARK_LISTEN"] ?? "").split(":").at(-1);
  return { name, child, env, url: `http://127.0.0.1:${port}`, said };
}

/** The image's own check, as the engine would run it. */
function isHealthy(image: Image, { env, child }: Container): boolean {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  const options = { cwd: image.cwd, user: image.user, env };
  const [node = "", ...args] = image.healthcheck;
  const quoted = args.map((argument) => `'${argument.replaceAll("'", `'\\''`)}'`);
  try {
    new RootFolder(image.path).shell([node, ...quoted].join(" "), options);
    return true;
  } catch {
    return false;
  }
}

async function ask(url: string, body?: unknown): Promise<string> {
  const answer = await fetch(url, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return text;
}

/** In at the first, out at the last: they are one cluster. */
async function useCluster(containers: readonly Container[]): Promise<void> {
  const [first, last] = [containers[0]!, containers.at(-1)!];
  await until("all are active", async () => {
    // Refused while it starts.
    const text = await ask(`${first.url}/v1/cluster`).catch(() => undefined);
    if (text === undefined) return false;
    const { brokers } = JSON.parse(text) as { brokers: { state: string }[] };
    return brokers.filter(({ state }) => state === "active").length === containers.length;
  });
  await ask(`${first.url}/v1/topics`, { name: "hello", partitions: 3 });
  await ask(`${first.url}/v1/topics/hello/records`, { value: "hello, cluster" });
  const read = await ask(`${last.url}/v1/topics/hello/records?from=earliest`);
  if (!read.includes("hello, cluster")) throw new Error(`it is not there: ${read}`);
  say(`a record went in at ${first.url} and came out at ${last.url}`);
}

async function stopContainer({ name, child }: Container): Promise<void> {
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  const code = await ended;
  if (code !== 0) throw new Error(`${name} stopped with ${code}`);
}

/** With mounts of our own, and the network of this machine: packages come from there. */
async function build(temporary: string): Promise<number> {
  try {
    const image = buildImage(root, temporary, say);
    const problems = problemsOf(root, image.env);
    if (problems.length > 0) throw new Error(`compose.yaml: ${problems.join("; ")}`);
    const asked = composeConfig(root);
    if (asked === undefined)
      say("no docker compose here: only what this script checks was checked");
    else if (asked.code !== 0) throw new Error(`docker compose config: ${asked.err}`);
    writeFileSync(imageFile(temporary), JSON.stringify(image));
    return await again(["--net"], "start", temporary);
  } finally {
    // What was bound in goes first, else it would be removed with the folder.
    for (const mount of mountsBelow(temporary)) spawnSync("umount", ["-l", mount]);
    if (mountsBelow(temporary).length === 0) rmSync(temporary, { recursive: true, force: true });
  }
}

/** On a network of our own: the ports of compose.yaml may be taken on this machine. */
async function start(temporary: string): Promise<void> {
  spawnSync("ip", ["link", "set", "lo", "up"]);
  const image = JSON.parse(readFileSync(imageFile(temporary), "utf8")) as Image;
  const containers: Container[] = [];
  try {
    for (const { name, environment } of readCompose(root).filter(isBroker)) {
      containers.push(startContainer(image, temporary, name, environment));
    }
    for (const container of containers) {
      await until(`${container.name} is healthy`, () => isHealthy(image, container));
      say(`${container.name} is healthy`);
    }
    await useCluster(containers);
    await Promise.all(containers.map(stopContainer));
    say("all stopped with 0");
  } catch (error) {
    for (const { name, said } of containers) say(`${name}: ${said.join("").slice(-2_000)}`);
    throw error;
  } finally {
    for (const { child } of containers) child.kill("SIGKILL");
  }
}

const imageFile = (temporary: string): string => join(temporary, "image.json");

/** The innermost first. */
function mountsBelow(folder: string): string[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const paths = lines.map((line) => line.split(" ")[4] ?? "");
  return paths.filter((path) => path.startsWith(`${folder}/`)).reverse();
}

/** This very script, with more of its own; its exit code. */
function again(own: readonly string[], ...argv: readonly string[]): Promise<number> {
  const self = [process.execPath, ...process.execArgv, process.argv[1]!, ...argv];
  const child = spawn("unshare", [...own, ...self], { stdio: "inherit" });
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}

const [phase = "", temporary = ""] = process.argv.slice(2);
switch (phase) {
  case "build":
    process.exit(await build(temporary));
    break;
  case "start":
    await start(temporary);
    process.exit(0);
    break;
  default:
    if (canIsolate()) {
      const folder = mkdtempSync(join(tmpdir(), "tidemark-image-"));
      process.exit(await again(["--mount", "--propagation", "private"], "build", folder));
    }
    say("not done: this wants root on Linux, for mounts and a network of its own");
    process.exit(SKIPPED);
}
