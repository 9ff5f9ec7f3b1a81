/**
 * A folder that stands in for an image's file system: what the base image brings (Node, a shell, the user
 * `node`) is this machine's own, bound in read-only; everything else begins empty. Root on Linux, in a
 * mount namespace of one's own.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const SYSTEM = ["usr", "bin", "sbin", "lib", "lib64"];
/** What name resolution and TLS need. */
const SETTINGS = [
  "ssl",
  "resolv.conf",
  "hosts",
  "nsswitch.conf",
  "ca-certificates",
  "alternatives",
];
const NODE_USER = 1_000;

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${String(stderr)}`);
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
}

export class RootFolder {
  readonly path: string;

  /** One that was made before. */
  constructor(path: string) {
    this.path = path;
  }

  static make(path: string): RootFolder {
    const folder = new RootFolder(path);
    for (const name of SYSTEM) folder.#bringIn(`/${name}`);
    for (const name of ["proc", "dev", "tmp", "etc", "root"]) {
      mkdirSync(join(path, name), { recursive: true });
    }
    for (const name of ["proc", "dev"]) run("mount", "--rbind", `/${name}`, join(path, name));
    for (const name of SETTINGS) {
      const from = `/etc/${name}`;
      if (existsSync(from)) {
        cpSync(from, join(path, "etc", name), { recursive: true, dereference: true });
      }
    }
    const users = "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n";
    writeFileSync(join(path, "etc/passwd"), users);
    writeFileSync(join(path, "etc/group"), "root:x:0:\nnode:x:1000:\n");
    // Where packages come from is this machine's business.
    const npmrc = join(homedir(), ".npmrc");
    if (existsSync(npmrc)) cpSync(npmrc, join(path, "root/.npmrc"));
    return folder;
  }

  /** A path inside, as this machine sees it. */
  at(inside: string): string {
    return join(this.path, inside);
  }

  /** Throws, with its output, where it ends with anything but 0. */
  shell(command: string, options: RunOptions): void {
    const [program, ...args] = this.#enter(["sh", "-c", command], options);
    const { status, stdout, stderr } = spawnSync(program!, args, {
      env: { ...process.env, HOME: "/root", ...options.env },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status === 0) return;
    throw new Error(`${command}: ended with ${status}\n${String(stdout)}${String(stderr)}`);
  }

  /** With a folder of this machine as one of its own, as a volume is. */
  start(
    argv: readonly string[],
    options: RunOptions,
    volume: { readonly from: string; readonly to: string },
  ): ChildProcess {
    const mount = `mount --bind "$1" "$2" && shift 2 && exec "$@"`;
    const args = [volume.from, this.at(volume.to), ...this.#enter(argv, options)];
    return spawn(
      "unshare",
      ["--mount", "--propagation", "private", "sh", "-c", mount, "sh", ...args],
      {
        env: { PATH: process.env["PATH"] ?? "", ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  }

  #enter(argv: readonly string[], { cwd, user }: RunOptions): string[] {
    const group = user === "node" ? NODE_USER : 0;
    const inside = `cd "$1" && shift && exec "$@"`;
    const as = ["chroot", `--userspec=${group}:${group}`, this.path];
    return [...as, "sh", "-c", inside, "sh", cwd, ...argv];
  }

  #bringIn(from: string): void {
    if (!existsSync(from)) return;
    const to = this.at(from);
    if (lstatSync(from).isSymbolicLink()) {
      mkdirSync(this.path, { recursive: true });
      symlinkSync(readlinkSync(from), to);
      return;
    }
    mkdirSync(to, { recursive: true });
    run("mount", "--bind", "-o", "ro", from, to);
  }
}
