/**
 * What a follower and its leader say to each other, as the streams between brokers do, without a network:
 * follow, batches, flushed, divergence. Everything takes seeded time; a link that breaks begins again.
 */
import { TidemarkError } from "../../../src/model/errors.ts";
import type { EpochEnd } from "../../../src/partition/divergence.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import type { Life, SetBroker } from "./set-broker.ts";
import type { StreamDefect } from "./set-defects.ts";

const CHUNK_BYTES = 2_000;

export interface LinkParts {
  readonly follower: SetBroker;
  readonly leaderOf: (id: number) => SetBroker;
  readonly isCut: (from: number, to: number) => boolean;
  readonly random: SimRandom;
  /** One way. */
  readonly delayMaxMs: number;
  readonly failed: (error: unknown) => void;
  readonly startedAnew: () => void;
  readonly defect: StreamDefect | undefined;
}

/** What the follower copies from a leader in one epoch, and how far that had cleaned when it began. */
interface Copying {
  readonly epoch: number;
  readonly cleanedOffset: number;
}

/** A stream of one follower to one leader in one epoch. */
interface Stream {
  readonly epoch: number;
  readonly leader: SetBroker;
  readonly life: Life;
  /** Up to where the leader has sent. */
  sentTo: number;
  /** Of the leader's log: cleaned further, it lacks what settles records that the follower holds. */
  cleanedOffset: number;
}

type Answer =
  | { readonly kind: "agrees" }
  | { readonly kind: "cut"; readonly at: EpochEnd }
  | {
      readonly kind: "anew";
      readonly offset: number;
      readonly producers: Buffer;
      readonly cleanedOffset: number;
    };

/** Runs for one life of the follower. */
export async function follow(parts: LinkParts): Promise<void> {
  const { follower, random } = parts;
  const { life } = follower;
  let stream: Stream | undefined;
  const copying: Copying[] = [];
  const stopped = follower.replica!.onDropped(() => (stream = undefined));
  for (;;) {
    await pause(parts, random.float() * 6);
    if (life.dead) return stopped();
    const replica = follower.replica!;
    if (replica.role.kind === "leader" || replica.closed !== undefined) {
      stream = undefined;
      continue;
    }
    try {
      if (stream === undefined || !holds(parts, stream, replica))
        stream = await open(parts, replica, copying);
      if (stream !== undefined && holds(parts, stream, replica)) {
        await exchange(parts, stream, replica);
      }
    } catch (error) {
      stream = undefined;
      if (!(error instanceof TidemarkError)) throw error;
      if (error.code === "PARTITION_DAMAGED") parts.failed(error);
    }
  }
}

const pause = ({ follower }: LinkParts, ms: number): Promise<void> =>
  new Promise((resolve) => follower.schedule.after(ms, resolve));

function holds(parts: LinkParts, { epoch, leader, life }: Stream, replica: Replica): boolean {
  const { follower, isCut } = parts;
  const { role } = replica;
  return (
    !life.dead &&
    !follower.life.dead &&
    leader.life === life &&
    !isCut(follower.id, leader.id) &&
    role.kind === "follower" &&
    role.leader === leader.id &&
    role.leaderEpoch === epoch
  );
}

async function open(
  parts: LinkParts,
  replica: Replica,
  copying: Copying[],
): Promise<Stream | undefined> {
  const { follower, leaderOf, random, delayMaxMs } = parts;
  const { role } = replica;
  if (role.kind !== "follower" || role.leader === undefined) return undefined;
  const leader = leaderOf(role.leader);
  const epoch = role.leaderEpoch;
  const stream = { epoch, leader, life: leader.life, sentTo: replica.endOffset, cleanedOffset: 0 };
  const { endOffset, lastEpoch, flushedOffset } = replica;
  await pause(parts, random.float() * delayMaxMs);
  if (!holds(parts, stream, replica) || !leads(stream)) return undefined;
  const since = copying.find((one) => one.epoch === epoch)?.cleanedOffset;
  stream.cleanedOffset = leader.replica!.log.cleanedOffset;
  const careless = parts.defect === "copies on where the leader has cleaned behind it";
  const answer = answerTo(leader.replica!, endOffset, lastEpoch, careless ? Infinity : since);
  if (answer.kind === "agrees") leader.replica!.followerJoined(follower.id, flushedOffset);
  await pause(parts, random.float() * delayMaxMs);
  if (!holds(parts, stream, replica)) return undefined;
  switch (answer.kind) {
    case "agrees":
      return stream;
    case "cut":
      if (parts.defect === "goes on after a cut as if nothing had been cut") return stream;
      await replica.cutTo(answer.at);
      return undefined;
    case "anew":
      follower.beginsAnew = true;
      await replica.startAnewAt(answer).finally(() => (follower.beginsAnew = false));
      copying.splice(0, 1, { epoch, cleanedOffset: answer.cleanedOffset });
      parts.startedAnew();
      return undefined;
  }
}

function leads({ leader, epoch }: Stream): boolean {
  const role = leader.replica?.role;
  return role?.kind === "leader" && role.leaderEpoch === epoch;
}

function answerTo(
  leader: Replica,
  endOffset: number,
  lastEpoch: number,
  since: number | undefined,
): Answer {
  const { firstOffset, cleanedOffset } = leader.log;
  if (endOffset < cleanedOffset && since !== cleanedOffset && since !== Infinity) {
    return anew(leader, firstOffset);
  }
  try {
    const at = leader.divergence(endOffset, lastEpoch);
    return at === undefined ? { kind: "agrees" } : { kind: "cut", at };
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== "OFFSET_OUT_OF_RANGE") throw error;
    return anew(leader, error.details.logStartOffset!);
  }
}

function anew(leader: Replica, offset: number): Answer {
  const { cleanedOffset } = leader.log;
  return { kind: "anew", offset, producers: leader.producersBelow(cleanedOffset), cleanedOffset };
}

async function exchange(parts: LinkParts, stream: Stream, replica: Replica): Promise<void> {
  const { follower, random, delayMaxMs, defect } = parts;
  const { leader, epoch } = stream;
  if (!leads(stream)) return;
  const source = leader.replica!;
  const { cleanedOffset } = source.log;
  const careless = defect === "copies on where the leader has cleaned behind it";
  if (cleanedOffset !== stream.cleanedOffset && !careless) {
    if (stream.sentTo < cleanedOffset) throw new TidemarkError("OFFSET_OUT_OF_RANGE", "cleaned");
    stream.cleanedOffset = cleanedOffset;
  }
  const batches = await source.readForFollower(stream.sentTo, CHUNK_BYTES);
  const { highWatermark } = source;
  const { logStartOffset } = source.log;
  if (defect === "counts as acknowledged what was only sent") {
    source.followerFlushed(follower.id, source.flushedOffset);
  }
  await pause(parts, random.float() * delayMaxMs);
  if (!holds(parts, stream, replica)) return;
  // A full disk took what came before: these would leave a gap.
  const goesOn = replica.endOffset === stream.sentTo;
  if (!goesOn && defect !== "appends what follows what a full disk refused") return;
  if (batches.length > 0) replica.appendFetched(epoch, Buffer.concat(batches));
  stream.sentTo = replica.endOffset;
  replica.learn(epoch, highWatermark, logStartOffset);
  const unflushed = defect === "acknowledges what it has not flushed";
  const flushedOffset = unflushed ? replica.endOffset : replica.flushedOffset;
  await pause(parts, random.float() * delayMaxMs);
  if (!holds(parts, stream, replica) || !leads(stream)) return;
  source.followerFlushed(follower.id, flushedOffset);
}
