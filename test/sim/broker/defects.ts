/**
 * Bugs planted on purpose, one switch each: a simulation that does not find them proves nothing.
 * Each stands for a mistake that brokers have shipped.
 */
import type { Disk, DiskFile } from "../../../src/platform/disk.ts";
import type { ScheduleEvent } from "../../../src/schedule/entry.ts";

/** Acknowledges what was written but not synced. */
export function withoutSync(disk: Disk): Disk {
  return wrapFiles(disk, (file) =>
    /topics.*\.log$/.test(file.path) ? override(file, { sync: () => Promise.resolve() }) : file,
  );
}

/** Never makes a created or renamed name durable. */
export function withoutDirectorySync(disk: Disk): Disk {
  return override(disk, { syncDirectory: () => Promise.resolve() });
}

/** Takes a short write for a whole one. */
export function ignoringShortWrites(disk: Disk): Disk {
  const total = (chunks: readonly Uint8Array[]) =>
    chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return wrapFiles(disk, (file) =>
    override(file, {
      write: async (chunks, position) => {
        await file.write(chunks, position).catch(() => 0);
        return total(chunks);
      },
    }),
  );
}

/** What the fold is told, where a defect meddles with it. */
export const foldDefects = {
  /** While the broker starts, releases in the log are passed over: they happen again. */
  forgetReleasesAtStart: false,
  /** Cancellations do not reach the fold. */
  forgetCancellations: false,
  /** A moved record keeps its old due time too early by a second. */
  releaseEarly: false,
  booting: false,
};

export function meddle(events: readonly ScheduleEvent[]): readonly ScheduleEvent[] {
  const { forgetReleasesAtStart, forgetCancellations, releaseEarly, booting } = foldDefects;
  if (forgetReleasesAtStart && booting) return events.filter(({ kind }) => kind !== "released");
  if (forgetCancellations) return events.filter(({ kind }) => kind !== "cancelled");
  if (releaseEarly) {
    return events.map((event) =>
      event.kind === "scheduled" ? { ...event, dueMs: event.dueMs - 1_000 } : event,
    );
  }
  return events;
}

function wrapFiles(disk: Disk, wrap: (file: DiskFile) => DiskFile): Disk {
  return override(disk, { open: async (path, mode) => wrap(await disk.open(path, mode)) });
}

/** `target` with some methods replaced; the others keep their `this`. */
function override<T extends object>(target: T, replaced: Partial<T>): T {
  return new Proxy(target, {
    get(object, name) {
      if (name in replaced) return replaced[name as keyof T];
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}
