import { defineConfig } from "vitest/config";

// Two projects: `unit` is pure and quick (part of `npm run check`); `system` starts real brokers,
// clients and simulations. A system test lives under test/system, test/sim or test/crash.
const system = ["test/system/**/*.test.ts", "test/sim/**/*.test.ts", "test/crash/**/*.test.ts"];

export default defineConfig({
  resolve: { conditions: ["tidemark-source"] },
  ssr: { resolve: { conditions: ["tidemark-source"] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: system,
          // Processes, not threads: native codecs that several threads loaded have corrupted the heap.
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: system,
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
