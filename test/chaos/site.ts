/** Where the brokers of a chaos run live: their addresses, their disks, and what can be broken there. */
import { join } from "node:path";
import { stablePort } from "../system/harness/stable-port.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Runs a broker there. */
  readonly wrapper: readonly string[] | undefined;
}

export interface Site {
  /** Of broker 1, 2, … */
  readonly places: readonly Place[];
  /** Breaks links between brokers; undefined: it cannot. */
  readonly links: Links | undefined;
  /** The one disk that can be full. */
  readonly smallDisk: SmallDisk | undefined;
  end(): void;
}

export interface Links {
  /** What `from` sends to `to` is lost, silently; the other way goes on. */
  cut(from: number, to: number): void;
  /** Everything goes through again. */
  heal(): void;
}

export interface SmallDisk {
  readonly broker: number;
  fill(): void;
  free(): void;
  /** Copies the broker's data to where it outlives the run. */
  keep(folder: string): void;
}

/** All on one loopback: links and disks cannot be broken. */
export async function loopbackSite(folder: string, brokers: number): Promise<Site> {
  const places: Place[] = [];
  while (places.length < brokers) {
    const port = await stablePort();
    if (places.some((place) => place.port === port)) continue;
    const dataDir = join(folder, `broker-${places.length + 1}`);
    places.push({ host: "127.0.0.1", port, dataDir, wrapper: undefined });
  }
  return { places, links: undefined, smallDisk: undefined, end: () => undefined };
}
