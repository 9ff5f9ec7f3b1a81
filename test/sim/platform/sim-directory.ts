/**
 * Simulated folders: names as processes see them, and names as a power cut would leave them. A
 * created, renamed or removed name is pending until its folder is synced; of the pending changes a
 * power cut keeps any subset. One change (a rename has two names) happens whole or not at all.
 */
import type { SimInode } from "./sim-inode.ts";
import type { SimRandom } from "./sim-random.ts";

export type SimNode = SimInode | SimDirectory;

export class SimDirectory {
  names = new Map<string, SimNode>();
  durable = new Map<string, SimNode>();
}

interface NameUpdate {
  readonly directory: SimDirectory;
  readonly name: string;
  readonly node: SimNode | undefined;
}

type NameChange = readonly NameUpdate[];

/** Every pending change of names on one disk, oldest first. */
export class SimNames {
  #pending: NameChange[] = [];

  change(...updates: NameUpdate[]): void {
    for (const { directory, name, node } of updates) put(directory.names, name, node);
    this.#pending.push(updates);
  }

  sync(directory: SimDirectory): void {
    this.#pending = this.#pending.filter((change) => {
      if (!change.some((update) => update.directory === directory)) return true;
      keep(change);
      return false;
    });
  }

  crash(root: SimDirectory, random: SimRandom): void {
    for (const change of this.#pending) if (random.chance(0.5)) keep(change);
    this.#pending = [];
    forget(root, random);
  }
}

function put(names: Map<string, SimNode>, name: string, node: SimNode | undefined): void {
  if (node === undefined) names.delete(name);
  else names.set(name, node);
}

function keep(change: NameChange): void {
  for (const { directory, name, node } of change) put(directory.durable, name, node);
}

/** Below `directory` only what is durable is left. */
function forget(directory: SimDirectory, random: SimRandom): void {
  directory.names = new Map(directory.durable);
  for (const node of directory.names.values()) {
    if (node instanceof SimDirectory) forget(node, random);
    else node.crash(random);
  }
}
