/** Publishes records, half of them scheduled, some under names that conflict. */
import type { Acks, RecordInput } from "../../../src/broker/api.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import { CONTEXT, type Ground, isUnknown, PARTITIONS, TOPIC } from "./ground.ts";
import type { Sent } from "./oracle.ts";

/** Schedule ids that are used again and again. */
export const SHARED_IDS = 3;
const DUE_EARLIEST_MS = -50;
const DUE_LATEST_MS = 1_500;

const MESSAGE_ID_CHANCE = 0.15;
const FEWER_ACKS_CHANCE = 0.1;
/** What is sent again is one of the newest. */
const REPEATED_AMONG = 40;

type OnConflict = "replace" | "keep" | "reject";

interface Outgoing {
  readonly sent: Sent;
  readonly input: RecordInput;
  /** Those that a replacement endangers until it is refused, also those sent after it. */
  readonly endangered: readonly Sent[];
  /** It is answered: it endangers nobody else. */
  readonly settled: () => void;
}

/** Around now, so that a good part is due before the next fault. */
export function dueTime(random: SimRandom, wallMs: number): number {
  return wallMs + random.int(DUE_EARLIEST_MS, DUE_LATEST_MS);
}

export function publish(ground: Ground): void {
  const { random } = ground;
  const outgoing: Outgoing[] = [];
  for (let left = random.int(1, 5); left > 0; left -= 1) outgoing.push(draw(ground));
  const told = outgoing.map(
    ({ sent }) => `${sent.value} ${sent.scheduleId ?? ""} ${sent.dueMs.join()}`,
  );
  ground.note(`publish ${told.join(", ")}`);
  const records = outgoing.map(({ input }) => input);
  const acks = drawAcks(ground);
  const call = ground.api.records.publish(CONTEXT, { topic: TOPIC, records, acks });
  ground.answered(call, (results) => {
    for (const [index, result] of results.entries()) {
      settle(ground, outgoing[index]!, result, acks);
    }
    const outcomes = outgoing.map(({ sent: { value, outcome, offset } }, index) => {
      const result = results[index];
      const why = result !== undefined && "error" in result ? result.error.code : "";
      return `${value} ${outcome} ${offset ?? why}`;
    });
    ground.note(`answer ${outcomes.join(", ")}`);
  });
}

/** Less than all of them is no promise that a leader which dies keeps. */
function drawAcks({ random, world }: Ground): Acks {
  if (!world.clustered || !random.chance(FEWER_ACKS_CHANCE)) return "all";
  return random.pick<Acks>(["leader", "none"]);
}

/** Some records have an id, and some are sent again under theirs. */
function draw(ground: Ground): Outgoing {
  const { random } = ground;
  const outgoing = drawNamed(ground);
  if (!random.chance(MESSAGE_ID_CHANCE)) return outgoing;
  const { sent } = outgoing;
  const earlier = ground.oracle
    .latest(REPEATED_AMONG)
    .filter((other) => other.partition === sent.partition && other.messageId !== undefined);
  const repeats = earlier.length > 0 && random.chance(0.5);
  const messageId = repeats ? random.pick(earlier).messageId! : `m-${sent.value}`;
  sent.messageId = messageId;
  return { ...outgoing, input: { ...outgoing.input, messageId } };
}

function drawNamed(ground: Ground): Outgoing {
  const { random, world, oracle } = ground;
  const value = ground.nextValue();
  const partition = random.int(0, PARTITIONS);
  const bytes = Buffer.from(value);
  if (random.chance(0.5)) {
    const sent = oracle.send(value, partition, undefined);
    const settled = (): void => undefined;
    return { sent, input: { value: bytes, partition }, endangered: [], settled };
  }
  const deliverAt = dueTime(random, world.wallMs);
  const { scheduleId, onConflict } = drawName(random, value, partition);
  const replaces = onConflict === "replace";
  const endangered = replaces ? [...oracle.namesakes(partition, scheduleId!)] : [];
  // Only a replacement endangers those before it.
  for (const other of endangered) other.threats += 1;
  const sent = oracle.send(value, partition, deliverAt, scheduleId);
  ground.named(sent);
  const input = { key: bytes, value: bytes, partition, deliverAt, scheduleId, onConflict };
  const settled = ground.aimAt(replaces ? scheduleId : undefined, (other) => {
    other.threats += 1;
    endangered.push(other);
  });
  return { sent, input, endangered, settled };
}

function drawName(
  random: SimRandom,
  value: string,
  partition: number,
): { scheduleId: string | undefined; onConflict: OnConflict | undefined } {
  const dice = random.float();
  if (dice < 0.5) return { scheduleId: undefined, onConflict: undefined };
  if (dice < 0.7) return { scheduleId: `id-${value}`, onConflict: undefined };
  const scheduleId = `shared-${partition}-${random.int(0, SHARED_IDS)}`;
  return { scheduleId, onConflict: random.pick<OnConflict>(["replace", "keep", "reject"]) };
}

function settle(
  { books, nowMs, world }: Ground,
  { sent, endangered, settled }: Outgoing,
  result: { offset?: number; duplicate?: boolean; error?: TidemarkError },
  acks: Acks,
): void {
  if (result.error === undefined || !isUnknown(result.error)) settled();
  const { oracle, punctuality } = books;
  const refused = (): void => {
    sent.outcome = "refused";
    for (const other of endangered) other.threats -= 1;
  };
  // Kept out by what was pending under its name, or taken under its id: it must never be seen. But one
  // that a broker sent on, and again when no answer came, may be its own duplicate.
  if (result.duplicate === true) {
    if (sent.scheduleId === undefined) oracle.duplicate(sent, result.offset);
    if (world.clustered && sent.messageId !== undefined) sent.outcome = "unknown";
    else refused();
    return;
  }
  if (result.error === undefined && acks !== "all") sent.outcome = "unknown";
  else if (result.error === undefined) {
    oracle.acknowledged(sent, result.offset ?? -1);
    punctuality.known(sent, nowMs);
  } else if (isUnknown(result.error)) sent.outcome = "unknown";
  else refused();
}
