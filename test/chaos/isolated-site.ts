/**
 * Each broker in a network of its own, joined by a bridge, and one of them on a small disk: root on Linux
 * only, in a process that `enterIsolation` started. All of it belongs to that process and goes with it,
 * however it ends; nothing outside is touched.
 *
 * A link is cut by a wrong hardware address for the neighbour: what is sent goes to nobody, nothing is
 * refused, and the other direction goes on.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, cpSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Links, Place, Site, SmallDisk } from "./site.ts";

const NOBODY = "02:00:00:00:00:ff";
const PORT = 9470;
const MiB = 1024 * 1024;
const MARK = "TM_CHAOS_ISOLATED";

const hostOf = (broker: number): string => `10.77.0.${broker}`;
const HUB = "10.77.0.254/24";

export const isIsolated = (): boolean => process.env[MARK] === "1";

/** Whether this machine lets us have networks and mounts of our own. */
export function canIsolate(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const steps = "ip link add hub type bridge && mount -t tmpfs tmpfs /mnt";
  return spawnSync("unshare", [...UNSHARE, "sh", "-c", steps], { stdio: "ignore" }).status === 0;
}

const UNSHARE = ["--net", "--mount", "--propagation", "private"];

/** Runs this very command again inside; resolves with its exit code. */
export function enterIsolation(): Promise<number> {
  const argv = [...UNSHARE, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn("unshare", argv, {
    env: { ...process.env, [MARK]: "1" },
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 130)));
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${String(stderr)}`);
}

/** `diskBytes`: of the last broker's disk, which can be full. */
export async function isolatedSite(
  folder: string,
  brokers: number,
  diskBytes: number,
): Promise<Site> {
  run("ip", "link", "set", "lo", "up");
  run("ip", "link", "add", "hub", "type", "bridge");
  run("ip", "addr", "add", HUB, "dev", "hub");
  run("ip", "link", "set", "hub", "up");
  const ids = Array.from({ length: brokers }, (_, index) => index + 1);
  // A network lives as long as a process in it does; these end with their standard input.
  const holders = await Promise.all(ids.map(() => holdNetwork()));
  const inside = (id: number): string[] => ["nsenter", "-t", String(holders[id - 1]!.pid), "-n"];
  for (const id of ids) connectBroker(id, holders[id - 1]!.pid!, inside(id));
  const smallDisk =
    brokers > 1 ? mountSmallDisk(join(folder, "small"), brokers, diskBytes) : undefined;
  const places = ids.map((id): Place => {
    const base = id === smallDisk?.broker ? join(folder, "small") : folder;
    return {
      host: hostOf(id),
      port: PORT,
      dataDir: join(base, `broker-${id}`),
      wrapper: inside(id),
    };
  });
  const links = brokers > 1 ? linksOf(ids, inside) : undefined;
  const end = (): void => {
    for (const holder of holders) holder.kill();
    if (smallDisk !== undefined) spawnSync("umount", ["-l", join(folder, "small")]);
  };
  return { places, links, smallDisk, end };
}

/** Resolves when it is inside: it answers what it is asked. */
async function holdNetwork(): Promise<ChildProcess> {
  const holder = spawn("unshare", ["--net", "cat"], { stdio: ["pipe", "pipe", "ignore"] });
  holder.stdin.write("\n");
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  return holder;
}

function connectBroker(id: number, holder: number, inside: readonly string[]): void {
  const [nsenter, ...into] = inside as [string, ...string[]];
  const within = (...args: string[]): void => run(nsenter, ...into, "ip", ...args);
  const port = `hub${id}`;
  run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", String(holder));
  run("ip", "link", "set", port, "master", "hub", "up");
  within("link", "set", "lo", "up");
  within("addr", "add", `${hostOf(id)}/24`, "dev", "eth0");
  within("link", "set", "eth0", "up");
}

function linksOf(ids: readonly number[], inside: (id: number) => string[]): Links {
  const neighbour = (from: number, ...args: string[]): void => {
    const [nsenter, ...into] = inside(from) as [string, ...string[]];
    spawnSync(nsenter, [...into, "ip", "neigh", ...args, "dev", "eth0"]);
  };
  return {
    cut: (from, to) => neighbour(from, "replace", hostOf(to), "lladdr", NOBODY, "nud", "permanent"),
    heal: () => {
      for (const from of ids) {
        for (const to of ids) if (from !== to) neighbour(from, "del", hostOf(to));
      }
    },
  };
}

function mountSmallDisk(folder: string, broker: number, bytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  run("mount", "-t", "tmpfs", "-o", `size=${Math.ceil(bytes / MiB)}m`, "tmpfs", folder);
  const ballast = join(folder, "ballast");
  return {
    broker,
    fill: () => {
      const block = Buffer.alloc(MiB);
      const file = openSync(ballast, "w");
      try {
        // The broker writes meanwhile: until nothing more goes in.
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    keep: (to) => cpSync(folder, to, { recursive: true }),
  };
}
