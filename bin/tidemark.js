#!/usr/bin/env node
// Starts the built command line. CommonJS on purpose: reading an ES module starts the thread pool,
// whose size is fixed from then on.
"use strict";

const { existsSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const NEEDED = [20, 19];

/** One line, then the end: what cannot work should not half work. */
function refuse(message, hint) {
  process.stderr.write(`tidemark: ${message}\n  ${hint}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  refuse(
    `Node ${process.versions.node} is too old, this needs ${NEEDED.join(".")} or newer`,
    "Install a current Node from https://nodejs.org.",
  );
}

// Each partition may have a write and sync under way, and a sync blocks its thread: Node's four
// would make partitions wait for each other. Threads that sleep in the kernel cost next to nothing.
if (process.env.UV_THREADPOOL_SIZE === undefined) {
  process.env.UV_THREADPOOL_SIZE = String(Math.min(64, Math.max(16, 4 * availableParallelism())));
}

const entry = join(__dirname, "../dist/cli/main.js");
if (!existsSync(entry)) refuse("it is not built yet", "Run: npm run build");
import(pathToFileURL(entry).href)
  .then(({ main }) => main())
  .catch((error) => {
    process.stderr.write(`tidemark: cannot start: ${error.stack}\n`);
    process.exit(70);
  });
