/** Does what the Dockerfile says, step by step, into folders instead of layers. */
import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { argumentsOf, pairsOf, parseDockerfile, type Stage } from "./dockerfile.ts";
import { RootFolder } from "./root-folder.ts";

/** JSON. */
export interface Image {
  /** Of its root. */
  readonly path: string;
  readonly cwd: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly healthcheck: readonly string[];
  /** Entry point and command. */
  readonly argv: readonly string[];
}

interface Building {
  readonly folder: RootFolder;
  cwd: string;
  user: string;
  env: Record<string, string>;
  readonly volumes: string[];
  healthcheck: string[];
  entrypoint: string[];
  command: string[];
}

/** The last stage. `say` is told each step before it is done. */
export function buildImage(root: string, temporary: string, say: (step: string) => void): Image {
  const stages = parseDockerfile(readFileSync(join(root, "Dockerfile"), "utf8"));
  const ignored = ignoredBy(readFileSync(join(root, ".dockerignore"), "utf8"));
  const built = new Map<string, Building>();
  for (const stage of stages) {
    built.set(stage.name, buildStage(stage, { root, temporary, ignored, built, say }));
  }
  const last = built.get(stages.at(-1)?.name ?? "");
  if (last === undefined) throw new Error("the Dockerfile has no FROM");
  const { folder, cwd, user, env, volumes, healthcheck } = last;
  const argv = [...last.entrypoint, ...last.command];
  return { path: folder.path, cwd, user, env, volumes, healthcheck, argv };
}

interface Around {
  readonly root: string;
  readonly temporary: string;
  readonly ignored: (path: string) => boolean;
  readonly built: ReadonlyMap<string, Building>;
  say(step: string): void;
}

function buildStage(stage: Stage, around: Around): Building {
  const building: Building = {
    folder: RootFolder.make(join(around.temporary, `stage-${stage.name}`)),
    cwd: "/",
    user: "root",
    env: {},
    volumes: [],
    healthcheck: [],
    entrypoint: [],
    command: [],
  };
  around.say(`FROM ${stage.base} (this machine's Node ${process.versions.node} instead)`);
  for (const { instruction, text } of stage.steps) {
    around.say(`${instruction} ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`);
    doStep(building, instruction, text, around);
  }
  return building;
}

function doStep(building: Building, instruction: string, text: string, around: Around): void {
  switch (instruction) {
    case "WORKDIR":
      building.cwd = text;
      mkdirSync(building.folder.at(text), { recursive: true });
      return;
    case "ENV":
      building.env = { ...building.env, ...pairsOf(text) };
      return;
    case "COPY":
      copy(building, text, around);
      return;
    case "RUN":
      building.folder.shell(text, building);
      return;
    case "USER":
      building.user = text;
      return;
    case "VOLUME":
      building.volumes.push(text);
      return;
    case "HEALTHCHECK":
      building.healthcheck = argumentsOf(text.slice(text.indexOf("CMD")));
      return;
    case "ENTRYPOINT":
      building.entrypoint = argumentsOf(text);
      return;
    case "CMD":
      building.command = argumentsOf(text);
      return;
    case "EXPOSE":
      return;
    default:
      throw new Error(`what does ${instruction} do?`);
  }
}

/** A folder's contents go into the target; of several sources, or into `x/`, each goes below it. */
function copy(building: Building, text: string, around: Around): void {
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith("--from=") ? words.shift()!.slice("--from=".length) : undefined;
  const target = words.pop()!;
  const base = from === undefined ? around.root : around.built.get(from)!.folder.path;
  const into = building.folder.at(target.startsWith("/") ? target : join(building.cwd, target));
  for (const word of words) {
    const source = join(base, word);
    const below = words.length > 1 || target.endsWith("/") || target === ".";
    const isFolder = statSync(source).isDirectory();
    const to = below && !isFolder ? join(into, basename(word)) : into;
    mkdirSync(isFolder ? to : join(to, ".."), { recursive: true });
    cpSync(source, to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => from !== undefined || !around.ignored(relative(base, path)),
    });
  }
}

/** Lines of `.dockerignore`: a path, or any depth of folders before a name. */
function ignoredBy(content: string): (path: string) => boolean {
  const lines = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return (path) =>
    lines.some((line) => {
      if (line.startsWith("**/")) return basename(path) === line.slice(3);
      if (line.includes("*")) throw new Error(`what does ${line} of .dockerignore mean?`);
      return path === line;
    });
}
