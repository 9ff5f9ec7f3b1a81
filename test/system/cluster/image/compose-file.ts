/** What compose.yaml starts, and what is wrong with it: what the file's schema would not find. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { resolveConfig } from "../../../../src/config/resolve.ts";
import { fromEnvironment } from "../../../../src/config/sources.ts";

export interface ComposeService {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly networkMode: string | undefined;
  readonly volumes: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly environment?: Record<string, string>;
        readonly ports?: string[];
        readonly network_mode?: string;
        readonly volumes?: string[];
      }
    >
  >;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

function readFile(root: string): ComposeFile {
  return parse(readFileSync(join(root, "compose.yaml"), "utf8"), { merge: true }) as ComposeFile;
}

export function readCompose(root: string): ComposeService[] {
  return Object.entries(readFile(root).services).map(([name, service]) => ({
    name,
    environment: service.environment ?? {},
    ports: service.ports ?? [],
    networkMode: service.network_mode,
    volumes: service.volumes ?? [],
  }));
}

export const isBroker = ({ environment }: ComposeService): boolean =>
  environment["TIDEMARK_BROKER_ID"] !== undefined;

/** What stands in the way of one cluster; `imageEnv`: what the image sets. */
export function problemsOf(root: string, imageEnv: Readonly<Record<string, string>>): string[] {
  const services = readCompose(root);
  const declared = Object.keys(readFile(root).volumes ?? {});
  const brokers = services.filter(isBroker);
  const problems: string[] = [];
  const published = new Set(services.flatMap(({ ports }) => ports));
  const once = (what: string, values: readonly unknown[]): void => {
    if (new Set(values).size < values.length) problems.push(`${what} twice: ${values.join(", ")}`);
  };
  for (const { name, environment, volumes, networkMode } of brokers) {
    const problem = (text: string): void => void problems.push(`${name}: ${text}`);
    const texts = Object.entries(environment).filter(([, value]) => typeof value !== "string");
    for (const [variable] of texts) problem(`${variable} is no text; quote it`);
    // Throws where a setting is unknown or does not fit the others.
    const config = resolveConfig([fromEnvironment({ ...imageEnv, ...environment })]);
    const { advertise = "", controllers, brokerId } = config;
    if (!controllers.includes(`${brokerId}@${advertise}`)) {
      problem(`controllers has no ${brokerId}@${advertise}`);
    }
    const port = advertise.split(":").at(-1);
    if (!config.listen.some((address) => address.endsWith(`:${port}`))) {
      problem(`advertises ${advertise}, listens on ${config.listen.join()}`);
    }
    if (!published.has(`127.0.0.1:${port}:${port}`)) problem(`port ${port} is not published`);
    if (networkMode !== "service:network") problem(`is in the network ${networkMode}`);
    const volume = volumes.find((each) => each.endsWith(":/data"))?.split(":")[0];
    if (volume === undefined || !declared.includes(volume)) problem("has no volume for /data");
  }
  once(
    "a volume",
    brokers.flatMap(({ volumes }) => volumes),
  );
  once(
    "a broker id",
    brokers.map(({ environment }) => environment["TIDEMARK_BROKER_ID"]),
  );
  const clusters = new Set(brokers.map(({ environment }) => environment["TIDEMARK_CLUSTER_ID"]));
  if (clusters.size !== 1) problems.push(`several cluster ids: ${[...clusters].join(", ")}`);
  return problems;
}

/** What Docker itself says of the file; undefined: its compose plugin is not here. */
export function composeConfig(root: string): { code: number; err: string } | undefined {
  const there = spawnSync("docker", ["compose", "version"], { stdio: "ignore" });
  if (there.status !== 0) return undefined;
  const asked = spawnSync("docker", ["compose", "config", "--quiet"], { cwd: root });
  return { code: asked.status ?? -1, err: String(asked.stderr) };
}
