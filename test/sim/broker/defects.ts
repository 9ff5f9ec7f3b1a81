/**
 * Bugs planted on purpose, one switch each: a simulation that does not find them proves nothing.
 * Each stands for a mistake that brokers have shipped, or that this one nearly did.
 */
import { IdTables } from "../../../src/dedup/id-tables.ts";
import type { GroupRecord } from "../../../src/group/records.ts";
import type { Clock } from "../../../src/platform/clock.ts";
import type { Disk, DiskFile } from "../../../src/platform/disk.ts";
import type { OrderedStore, StoreWrite } from "../../../src/platform/ordered-store.ts";
import { Replica } from "../../../src/replication/replica.ts";
import type { ScheduleEvent } from "../../../src/schedule/entry.ts";
import { PartitionSchedule } from "../../../src/schedule/partition-schedule.ts";

// The disk.

/** Acknowledges what was written but not synced. */
export const withoutSync = (disk: Disk): Disk => withoutSyncOf(disk, /topics.*\.log$/);

export function withoutSyncOf(disk: Disk, path: RegExp): Disk {
  return wrapFiles(disk, (file) =>
    path.test(file.path) ? override(file, { sync: () => Promise.resolve() }) : file,
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

// The ordered store.

/** Writes the root of an index before the pages that it names: a crash falls between. */
export function rootBeforePages(store: OrderedStore): OrderedStore {
  // Only the root's key is that short.
  const shortest = (writes: readonly StoreWrite[]) =>
    Math.min(...writes.map(({ key }) => key.length));
  return override(store, {
    commit: async (writes) => {
      const least = shortest(writes);
      await store.commit(writes.filter(({ key }) => key.length === least));
      await store.commit(writes.filter(({ key }) => key.length > least));
    },
  });
}

/** Takes a refused commit for a done one. */
export function ignoringRefusals(store: OrderedStore): OrderedStore {
  return override(store, { commit: (writes) => store.commit(writes).catch(() => undefined) });
}

// The clocks.

/** After a step of the wall clock it is read a millisecond fast. */
export function fastAfterStep(clock: Clock): Clock {
  const STEP_MIN_MS = 100;
  let aheadMs = clock.wallMs() - clock.monotonicMs();
  let fastMs = 0;
  return override(clock, {
    wallMs: () => {
      const nowAheadMs = clock.wallMs() - clock.monotonicMs();
      if (Math.abs(nowAheadMs - aheadMs) > STEP_MIN_MS) fastMs = 1;
      aheadMs = nowAheadMs;
      return clock.wallMs() + fastMs;
    },
  });
}

/** Sleeps for as long as the due time is away, whatever the wall clock does meanwhile. */
export function sleepingThrough(clock: Clock): Clock {
  const SLEEP_MAX_MS = 1_000;
  const HOUR_MS = 3_600_000;
  return override(clock, {
    setTimer: (delayMs, fire) =>
      clock.setTimer(Math.abs(delayMs - SLEEP_MAX_MS) < 0.001 ? HOUR_MS : delayMs, fire),
  });
}

// The folds. What a broker reads of its logs, where a defect meddles with it.

export interface FoldDefect {
  /** Only of what is read while the broker starts. */
  readonly atStart: boolean;
  readonly event?: (event: ScheduleEvent) => ScheduleEvent | undefined;
  readonly group?: (record: GroupRecord) => GroupRecord;
}

export const fold: { defect: FoldDefect | undefined; booting: boolean } = {
  defect: undefined,
  booting: false,
};

export function meddle(events: readonly ScheduleEvent[]): readonly ScheduleEvent[] {
  const { defect, booting } = fold;
  const change = defect?.event;
  if (change === undefined || (defect!.atStart && !booting)) return events;
  return events.map(change).filter((event) => event !== undefined);
}

export function meddleGroup(record: GroupRecord): GroupRecord {
  const { defect, booting } = fold;
  if (defect?.group === undefined || (defect.atStart && !booting)) return record;
  return defect.group(record);
}

const without = (kind: ScheduleEvent["kind"], atStart: boolean): FoldDefect => ({
  atStart,
  event: (event) => (event.kind === kind ? undefined : event),
});

export const FOLD_DEFECTS = {
  /** What was released happens again. */
  forgetReleases: without("released", true),
  forgetCancellations: without("cancelled", false),
  forgetCancellationsAtStart: without("cancelled", true),
  /** What the store does not hold yet at a crash is not pending afterwards. */
  dropTailAtStart: without("scheduled", true),
  forgetMovesAtStart: without("rescheduled", true),
  releaseEarly: {
    atStart: false,
    event: (event) =>
      event.kind === "scheduled" ? { ...event, dueMs: event.dueMs - 1_000 } : event,
  },
  /** Both are pending, the one that was to be replaced, and the one that was to replace it. */
  forgetNames: {
    atStart: false,
    event: (event) => (event.kind === "scheduled" ? { ...event, id: undefined } : event),
  },
  commitsGoBack: {
    atStart: true,
    group: (record) =>
      record.kind === "offset" ? { ...record, offset: Math.max(0, record.offset - 1) } : record,
  },
} as const satisfies Record<string, FoldDefect>;

// The schedule's own parts. Each returns what undoes it.

type Undo = () => void;

/** What was due when it was taken is released, whatever has happened while it was read. */
export const noSecondLook = (): Undo =>
  patch(PartitionSchedule.prototype, "isReleasable", () => () => true);

export const latestFirst = (): Undo =>
  patch(PartitionSchedule.prototype, "takeDue", (original) => {
    return function taken(this: PartitionSchedule, ...args) {
      return original.apply(this, args).reverse();
    };
  });

export const wakeLate = (): Undo =>
  patch(PartitionSchedule.prototype, "nextWakeMs", (original) => {
    return function wake(this: PartitionSchedule) {
      const wakeMs = original.call(this);
      return wakeMs === undefined ? undefined : wakeMs + 500;
    };
  });

/** A name is free for whoever asks: what waits under it is replaced although that was refused. */
export const namesAreFree = (): Undo =>
  patch(PartitionSchedule.prototype, "pendingById", () => () => undefined);

/** What came lately under a message id is not looked for. */
export const forgetIds = (): Undo => patch(IdTables.prototype, "lookUp", () => () => undefined);

/** Cuts of the log are not undone in the schedule. */
export const forgetCuts = (): Undo =>
  patch(PartitionSchedule.prototype, "truncate", () => () => undefined);

/** What could not be appended is not due again. */
export const neverGiveBack = (): Undo =>
  patch(PartitionSchedule.prototype, "giveBack", () => () => undefined);

/** Cancellations, moves and commits of groups are answered before they are durable. */
export const answerAtOnce = (): Undo =>
  patch(Replica.prototype, "committed", () => () => Promise.resolve());

function patch<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  make: (original: T[K]) => T[K],
): Undo {
  const original = prototype[name];
  prototype[name] = make(original);
  return () => {
    prototype[name] = original;
  };
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
