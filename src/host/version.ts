/** The version of this build, from the package it came in. */
import { readFileSync } from "node:fs";

interface Package {
  readonly version: string;
}

// Both src/host and dist/host lie two folders below it.
const file = new URL("../../package.json", import.meta.url);

export const VERSION = (JSON.parse(readFileSync(file, "utf8")) as Package).version;
