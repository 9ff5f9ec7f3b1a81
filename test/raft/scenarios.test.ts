/** The rules of Raft as stories; see test/scenario.ts for their form. */
import { join } from "node:path";
import { describe } from "vitest";
import { type Effects, RaftNode } from "../../src/raft/raft-node.ts";
import { RAFT_DEFAULTS, type RaftSettings } from "../../src/raft/settings.ts";
import type { Entry, HardState, Membership, Message, Snapshot } from "../../src/raft/types.ts";
import { type Command, scenarios } from "../scenario.ts";
import { bodyOf, textOf } from "./message-text.ts";

interface Disk {
  hardState: HardState;
  snapshot: Snapshot;
  entries: Entry[];
}

class Group {
  readonly #nodes = new Map<number, RaftNode>();
  readonly #disks = new Map<number, Disk>();
  readonly #isolated = new Set<number>();
  /** What the settings say of the group. */
  #first: { readonly membership: Membership } = { membership: { voters: [], learners: [] } };
  #overrides: Partial<RaftSettings> = {};
  #flights: Message[] = [];
  #lines: string[] = [];
  #reads = 0;

  readonly #commands: Readonly<Record<string, (args: readonly string[]) => void>> = {
    group: (args) => this.#group(args),
    settings: (args) => this.#set(args),
    campaign: ([id]) => this.#node(id).campaign(),
    tick: ([id, count = "1"]) => {
      for (let tick = 0; tick < Number(count); tick++) this.#node(id).tick();
    },
    propose: ([id, ...words]) => this.#say(this.#node(id).propose([Buffer.from(words.join(" "))])),
    change: ([id, kind, node]) => {
      const change = { kind: kind as "remove", node: Number(node) };
      this.#say(this.#node(id).changeMembership(change));
    },
    transfer: ([id, to]) => this.#say(this.#node(id).transferLeadership(Number(to)) ?? "begun"),
    read: ([id]) => this.#node(id).read(++this.#reads),
    compact: ([id]) => this.#compact(Number(id)),
    isolate: (ids) => ids.forEach((id) => void this.#isolated.add(Number(id))),
    heal: () => this.#isolated.clear(),
    restart: ([id]) => this.#start(Number(id)),
    wipe: ([id]) => this.#wipe(Number(id)),
    drop: () => {
      this.#drainAll();
      this.#flights = [];
      this.#say("messages on their way are lost");
    },
    save: ([id]) => this.#drain(Number(id)),
    deliver: ([count]) => {
      this.#drainAll();
      this.#deliver(count === undefined ? Number.POSITIVE_INFINITY : Number(count));
    },
    status: () => this.#status(),
  };

  run(name: string, args: readonly string[]): readonly string[] {
    this.#lines = [];
    const command = this.#commands[name];
    if (command === undefined) throw new Error(`unknown command ${name}`);
    command(args);
    return this.#lines;
  }

  #node(id: string | undefined): RaftNode {
    const node = this.#nodes.get(Number(id));
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  #set(args: readonly string[]): void {
    for (const arg of args) {
      const [key, value] = arg.split("=");
      const isWord = value === "all" || value === "majority";
      const isBoolean = value === "true" || value === "false";
      const set = isWord ? value : isBoolean ? value === "true" : Number(value);
      this.#overrides = { ...this.#overrides, [key!]: set };
    }
  }

  #group(args: readonly string[]): void {
    const at = args.indexOf("learners");
    const voters = args.slice(0, at < 0 ? undefined : at).map(Number);
    const learners = at < 0 ? [] : args.slice(at + 1).map(Number);
    const nobody = { voters: [], learners: [] };
    for (const id of [...voters, ...learners, NEWCOMER]) {
      const membership = id === NEWCOMER ? nobody : { voters, learners };
      const snapshot = { index: 0, term: 0, membership, data: Buffer.alloc(0) };
      if (id !== NEWCOMER) this.#first = { membership };
      const hardState = { term: 0, vote: undefined };
      this.#disks.set(id, { hardState, snapshot, entries: [] });
      this.#start(id);
    }
  }

  #start(id: number, only: Partial<RaftSettings> = {}): void {
    const disk = this.#disks.get(id)!;
    const common = { ...RAFT_DEFAULTS, entriesKept: 0, id, seed: id, ...this.#overrides };
    const settings = { ...common, ...only };
    this.#nodes.set(id, new RaftNode(settings, disk));
  }

  /** It comes back with an empty disk, as at first. */
  #wipe(id: number): void {
    const { membership } = this.#first;
    const snapshot = { index: 0, term: 0, membership, data: Buffer.alloc(0) };
    this.#disks.set(id, { hardState: { term: 0, vote: undefined }, snapshot, entries: [] });
    this.#start(id, { fresh: true });
  }

  #compact(id: number): void {
    const node = this.#nodes.get(id)!;
    const disk = this.#disks.get(id)!;
    disk.snapshot = node.compact(node.appliedIndex, Buffer.from(`state at ${node.appliedIndex}`));
    disk.entries = disk.entries.filter(({ index }) => index > disk.snapshot.index);
    this.#say(`snapshot at ${disk.snapshot.index}, term ${disk.snapshot.term}`);
  }

  #drainAll(): void {
    for (const id of this.#nodes.keys()) this.#drain(id);
  }

  #drain(id: number): void {
    const node = this.#nodes.get(id)!;
    while (node.hasEffects) {
      const effects = node.takeEffects();
      this.#flights.push(...effects.messages);
      this.#write(id, effects);
      node.saved(effects);
      this.#flights.push(...effects.messagesAfterSave);
      for (const entry of effects.committed) {
        this.#say(`  ${id} applies ${entry.index}: ${bodyOf(entry)}`);
      }
      for (const read of effects.reads) {
        this.#say(`  ${id} read ${read.id}: ${read.index ?? "ask again"}`);
      }
    }
  }

  #write(id: number, { hardState, snapshot, entries }: Effects): void {
    const disk = this.#disks.get(id)!;
    if (snapshot !== undefined) {
      disk.snapshot = snapshot;
      disk.entries = [];
      this.#say(`  ${id} installs "${Buffer.from(snapshot.data).toString()}"`);
    }
    const from = entries[0]?.index ?? Number.POSITIVE_INFINITY;
    disk.entries = [...disk.entries.filter(({ index }) => index < from), ...entries];
    if (hardState !== undefined) disk.hardState = hardState;
  }

  #deliver(count: number): void {
    for (let nth = 0; nth < count && this.#flights.length > 0; nth++) {
      const message = this.#flights.shift()!;
      const { from, to } = message;
      const lost = this.#isolated.has(from) || this.#isolated.has(to);
      this.#say(`${from}>${to} t${message.term} ${textOf(message)}${lost ? " (lost)" : ""}`);
      if (lost) continue;
      this.#nodes.get(to)!.step(message);
      this.#drain(to);
    }
  }

  #status(): void {
    for (const [id, node] of this.#nodes) {
      if (node.lastIndex === 0 && node.membership.voters.length === 0) continue;
      const { role, term, leader, committedIndex, lastIndex, membership } = node;
      const { voters, learners } = membership;
      const mute = node.mayVote ? "" : " may not vote";
      const lost =
        node.lostVoters.length === 0 ? "" : `, of which lost ${node.lostVoters.join(" ")}`;
      this.#say(
        `${id} ${role} t${term} leader ${leader ?? "?"} committed ${committedIndex} ` +
          `last ${lastIndex} voters ${voters.join(" ")}${lost} learners ${learners.join(" ") || "none"}${mute}`,
      );
    }
  }

  #say(what: unknown): void {
    this.#lines.push(typeof what === "string" ? what : JSON.stringify(what));
  }
}

/** Takes no part until somebody adds it. */
const NEWCOMER = 9;

describe("Raft", () => {
  scenarios(join(import.meta.dirname, "../golden/raft"), (): Command => {
    const group = new Group();
    return (name, args) => group.run(name, args);
  });
});
