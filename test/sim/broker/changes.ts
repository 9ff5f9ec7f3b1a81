/** Changes what waits: cancels and reschedules by place and by name, many at once, and looks at it all. */
import type { PendingRecord, ScheduleWindow } from "../../../src/broker/api.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import { CONTEXT, type Ground, isUnknown, PARTITIONS, TOPIC } from "./ground.ts";
import { type Change, PromiseBroken, type Sent } from "./oracle.ts";
import { dueTime, SHARED_IDS } from "./publisher.ts";

const WINDOW_MAX_MS = 400;

/** What a call names: one record, or whoever has a name. */
interface Aim {
  readonly id: string;
  readonly partition: number | undefined;
  readonly sents: readonly Sent[];
  /** Set where the id is one that is used again: who takes it meanwhile may be hit as well. */
  readonly name: string | undefined;
}

/** A scheduled record that was acknowledged and, as far as is known, still waits; or a name. */
function aim({ random, oracle }: Ground): Aim | undefined {
  if (random.chance(0.2)) {
    const partition = random.int(0, PARTITIONS);
    const id = `shared-${partition}-${random.int(0, SHARED_IDS)}`;
    return { id, partition: undefined, sents: oracle.namesakes(partition, id), name: id };
  }
  const candidates = [...oracle.sent.values()].filter((sent) => oracle.isWaiting(sent));
  if (candidates.length === 0) return undefined;
  const sent = random.pick(candidates);
  const { partition, offset, scheduleId } = sent;
  const named = scheduleId?.startsWith("id-") === true && random.chance(0.5);
  const id = named ? scheduleId : `${partition}:${offset}`;
  const asked = random.chance(0.5) ? partition : undefined;
  return { id, partition: asked, sents: [sent], name: undefined };
}

export function cancel(ground: Ground): void {
  const target = aim(ground);
  if (target === undefined) return;
  const { id, partition } = target;
  const what = `cancel ${id}`;
  ground.note(what);
  hear(
    ground,
    what,
    target,
    (sent) => ground.oracle.cancel(sent),
    () => ground.api.schedules.cancel(CONTEXT, { topic: TOPIC, id, partition }),
  );
}

export function reschedule(ground: Ground): void {
  const target = aim(ground);
  if (target === undefined) return;
  const { id, partition } = target;
  const deliverAt = dueTime(ground.random, ground.world.wallMs);
  ground.note(`reschedule ${id} to ${deliverAt}`);
  const move = (sent: Sent): Change => {
    ground.books.punctuality.known(sent, ground.nowMs);
    const change = ground.oracle.move(sent, deliverAt);
    ground.moved(sent);
    return change;
  };
  hear(ground, `reschedule ${id}`, target, move, () =>
    ground.api.schedules.reschedule(CONTEXT, { topic: TOPIC, id, partition, deliverAt }),
  );
}

/** The answer names the record by its key; who was aimed at by name and not hit was not pending. */
function hear(
  ground: Ground,
  what: string,
  { sents, name }: Aim,
  change: (sent: Sent) => Change,
  call: () => Promise<PendingRecord>,
): void {
  const changes = new Map(sents.map((sent) => [sent.value, change(sent)]));
  const close = ground.aimAt(name, (sent) => changes.set(sent.value, change(sent)));
  const done = ({ key }: PendingRecord): void => {
    close();
    const value = Buffer.from(key ?? []).toString();
    ground.note(`${what}: ${value} is`);
    if (!changes.has(value)) {
      throw new PromiseBroken(`P4: ${what} hit ${value}, which has another name`);
    }
    for (const [each, told] of changes) {
      if (each === value) told.done();
      else told.missed();
    }
  };
  const failed = (error: TidemarkError): void => {
    close();
    ground.note(`${what}: ${error.code}`);
    if (isUnknown(error)) return;
    const gone = error.code === "UNKNOWN_SCHEDULE" || error.code === "ALREADY_RELEASED";
    for (const told of changes.values()) {
      if (gone && name === undefined) told.refused();
      else told.missed();
    }
  };
  ground.answered(call(), done, failed);
}

/** Of all that a window or a prefix covers; what moves into it meanwhile may be met too. */
export function cancelMany(ground: Ground): void {
  const { oracle } = ground;
  const window = drawWindow(ground);
  ground.note(`cancel many ${JSON.stringify(window)}`);
  const all = [...oracle.sent.values()];
  const metBefore = new Set(all.filter((sent) => mayCover(window, sent)));
  const open = all.filter((sent) => sent.scheduled && !isOver(ground, sent));
  const changes = new Map(open.map((sent) => [sent, oracle.cancel(sent)]));
  const sure = open.filter(
    (sent) => sent.outcome === "acknowledged" && sent.threats === 1 && surelyCovers(window, sent),
  );
  // Without an answer nobody knows when it takes effect, if it does.
  const close = ground.cast((sent) => {
    if (mayCover(window, sent)) oracle.cancel(sent);
  });
  ground.answered(ground.api.schedules.cancelMany(CONTEXT, window), (count) => {
    close();
    // What was moved away meanwhile may have been met before.
    const met = [...oracle.sent.values()].filter(
      (sent) => metBefore.has(sent) || mayCover(window, sent),
    );
    for (const [sent, change] of changes) if (!met.includes(sent)) change.missed();
    for (const sent of met) if (!changes.has(sent)) oracle.cancel(sent);
    const hit = sure.filter(
      (sent) => sent.threats === 1 && surelyCovers(window, sent) && oracle.isNotDue(sent),
    );
    for (const sent of hit) changes.get(sent)!.done();
    ground.note(`cancelled ${count} of ${hit.length} to ${met.length}`);
    if (count >= hit.length && count <= met.length) return;
    throw new PromiseBroken(`P4: ${count} cancelled, of ${hit.length} to ${met.length}`);
  });
}

const isOver = ({ oracle }: Ground, sent: Sent): boolean =>
  sent.outcome === "refused" || sent.cancelled || oracle.wasSeen(sent.value);

function drawWindow({ random, world }: Ground): ScheduleWindow {
  const partition = random.chance(0.5) ? random.int(0, PARTITIONS) : undefined;
  if (random.chance(0.5)) {
    const prefix = random.pick([
      `shared-${random.int(0, PARTITIONS)}-`,
      "id-v1",
      "0:",
      "shared-1-1",
    ]);
    return { topic: TOPIC, prefix, partition };
  }
  const after = dueTime(random, world.wallMs);
  return { topic: TOPIC, after, before: after + random.int(1, WINDOW_MAX_MS), partition };
}

const inWindow = ({ after = 0, before = Infinity }: ScheduleWindow, dueMs: number): boolean =>
  dueMs >= after && dueMs < before;

const surelyCovers = (window: ScheduleWindow, sent: Sent): boolean =>
  sent.openMoves === 0 &&
  mayCover(window, sent) &&
  sent.dueMs.every((dueMs) => inWindow(window, dueMs));

function mayCover(window: ScheduleWindow, sent: Sent): boolean {
  const { prefix = "", partition = sent.partition } = window;
  const place =
    sent.offset === undefined ? `${sent.partition}:` : `${sent.partition}:${sent.offset}`;
  const id = sent.scheduleId ?? place;
  return (
    sent.scheduled &&
    sent.partition === partition &&
    id.startsWith(prefix) &&
    sent.dueMs.some((dueMs) => inWindow(window, dueMs))
  );
}

/** Lists all that waits: what certainly does must be in it, and nothing that certainly does not. */
export function audit(ground: Ground): void {
  const { oracle, random } = ground;
  const all = [...oracle.sent.values()];
  const over = new Set(all.filter((sent) => isOver(ground, sent)).map(({ value }) => value));
  const waiting = all.filter((sent) => oracle.isWaiting(sent) && sent.openMoves === 0);
  // A page may be from before a move that is answered by now.
  const duesBefore = new Map(all.map(({ value, dueMs }) => [value, [...dueMs]]));
  const limit = random.int(1, 12);
  ground.note("audit");
  ground.answered(listAll(ground, limit), (listed) => {
    for (const { key, deliverAt } of listed) {
      const value = Buffer.from(key ?? []).toString();
      const sent = oracle.sent.get(value);
      if (sent === undefined) throw new PromiseBroken(`P2: ${value} waits and was never sent`);
      if (over.has(value))
        throw new PromiseBroken(`P4: ${value} is settled or refused, and is listed`);
      const dues = [...sent.dueMs, ...(duesBefore.get(value) ?? [])];
      if (deliverAt !== undefined && dues.includes(deliverAt)) continue;
      throw new PromiseBroken(`P4: ${value} is listed for ${deliverAt}, not ${dues.join()}`);
    }
    const there = new Set(listed.map(({ key }) => Buffer.from(key ?? []).toString()));
    for (const sent of waiting) {
      // Moved, cancelled, replaced or due since then: it may have been either way.
      const before = duesBefore.get(sent.value)?.join();
      if (there.has(sent.value) || sent.openMoves > 0 || before !== sent.dueMs.join()) continue;
      if (!oracle.isWaiting(sent) || !oracle.isNotDue(sent)) continue;
      throw new PromiseBroken(`P4: ${sent.value} waits and is not listed`);
    }
  });
}

async function listAll({ api }: Ground, limit: number): Promise<PendingRecord[]> {
  const listed: PendingRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.schedules.list(CONTEXT, { topic: TOPIC, limit, cursor });
    listed.push(...page.schedules);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return listed;
}
