/** The batches of one partition on their way: two that fill, those that wait, those under way. */
import { BATCH_BYTES_WORTH_SENDING } from "../limits.ts";
import { writeUvarint, uvarintBytes } from "../bytes/varint.ts";
import type { OutgoingBatch, ProducerIdentity } from "./outgoing-batch.ts";

const SEQUENCES = 2 ** 31;

export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  /** The fields of `ProduceBatch` that never change: topic, partition, topic id. */
  readonly envelope: Buffer;
  /** Where its leader is said to be; `undefined`: any broker. */
  leader: string | undefined;
  /** Who leads it is to be asked for before anything goes. */
  astray = false;
  #authority: string | undefined;
  /** Filling: records of now, and records that wait. They never share a batch. */
  filling: OutgoingBatch | undefined;
  fillingScheduled: OutgoingBatch | undefined;
  /** Sealed, in order. Invariant: every batch here comes after every one in `inFlight`, unless the
   * queue is blocked. */
  readonly sealed: OutgoingBatch[] = [];
  readonly inFlight: OutgoingBatch[] = [];
  /** The turn or the linger time is over: what fills may go although it is small. */
  ripe = false;
  /** In the list of queues to look at when the turn ends. */
  dirty = false;
  /** Recovers from a refusal: nothing goes until all under way is answered and a pause is over. */
  blocked = false;
  /** The pause runs. */
  recovering = false;
  failures = 0;
  /** A numbered batch was given up: the sequences after it have a gap. */
  gap = false;
  #identity: ProducerIdentity | undefined;
  #nextSequence = 0;
  #nextOrder = 0;

  constructor(topic: string, topicId: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
    this.envelope = encodeEnvelope(topic, topicId, partition);
  }

  /** Where what is under way went, and what follows goes. */
  get authority(): string | undefined {
    return this.#authority;
  }

  /**
   * Turns to where the leader is said to be. False: not yet, something is under way to where it was,
   * and what is newer must not pass it.
   */
  follow(): boolean {
    if (this.inFlight.length === 0) this.#authority = this.leader;
    return this.#authority === this.leader;
  }

  /** From filling to sealed. */
  seal(batch: OutgoingBatch): void {
    if (batch.scheduled) this.fillingScheduled = undefined;
    else this.filling = undefined;
    batch.order = this.#nextOrder++;
    this.sealed.push(batch);
  }

  /** What fills and may go now. `eager`: also behind a batch under way. */
  ripeBatch(eager: boolean): OutgoingBatch | undefined {
    if (!this.ripe) return undefined;
    for (const batch of [this.filling, this.fillingScheduled]) {
      if (batch === undefined || batch.builder.count === 0) continue;
      const { sizeBytes } = batch.builder;
      if (eager || this.inFlight.length === 0 || sizeBytes >= BATCH_BYTES_WORTH_SENDING) {
        return batch;
      }
    }
    return undefined;
  }

  get isFillingEmpty(): boolean {
    return this.filling === undefined && this.fillingScheduled === undefined;
  }

  /** Gives the batch its identity and sequence, unless a retry has them already. */
  number(batch: OutgoingBatch, current: ProducerIdentity | undefined): void {
    if (current === undefined) {
      if (batch.sends === 0) batch.built!.stamp(-1, -1, -1);
      return;
    }
    this.#identity ??= current;
    if (batch.identity !== undefined) return;
    const { producerId, producerEpoch } = (batch.identity = this.#identity);
    batch.built!.stamp(producerId, producerEpoch, this.#nextSequence);
    this.#nextSequence = (this.#nextSequence + batch.builder.count) % SEQUENCES;
  }

  get identity(): ProducerIdentity | undefined {
    return this.#identity;
  }

  /** Starts over under another identity. Only where no waiting batch may have been appended. */
  renumber(identity: ProducerIdentity): void {
    this.#identity = identity;
    this.#nextSequence = 0;
    this.gap = false;
    for (const batch of this.sealed) {
      batch.identity = undefined;
      batch.outOfOrder = false;
    }
  }

  /** From under way back to sealed, at its place. */
  takeBack(batch: OutgoingBatch): void {
    this.sent(batch);
    const after = this.sealed.findIndex((each) => each.order > batch.order);
    this.sealed.splice(after < 0 ? this.sealed.length : after, 0, batch);
  }

  /** It is no longer under way. */
  sent(batch: OutgoingBatch): void {
    const index = this.inFlight.indexOf(batch);
    if (index >= 0) this.inFlight.splice(index, 1);
  }

  /** Gone for good before its turn; `gap` says whether its sequence was taken already. */
  drop(batch: OutgoingBatch): void {
    if (this.filling === batch) this.filling = undefined;
    if (this.fillingScheduled === batch) this.fillingScheduled = undefined;
    const index = this.sealed.indexOf(batch);
    if (index < 0) return;
    this.sealed.splice(index, 1);
    if (batch.identity !== undefined) this.gap = true;
  }
}

/** topic = 2, partition = 3, topic_id = 5 of `ProduceBatch`. */
function encodeEnvelope(topic: string, topicId: string, partition: number): Buffer {
  const bytes = Buffer.alloc(16 + Buffer.byteLength(topic) + Buffer.byteLength(topicId));
  let position = 0;
  const text = (tag: number, value: string): void => {
    if (value === "") return;
    const length = Buffer.byteLength(value);
    bytes[position++] = tag;
    position = writeUvarint(bytes, position, length);
    position += bytes.write(value, position);
  };
  text(0x12, topic);
  bytes[position++] = 0x18;
  position = writeUvarint(bytes, position, partition);
  text(0x2a, topicId);
  return bytes.subarray(0, position);
}

/**
 * Writes prefix and envelope of `ProduceRequest{batch}` right before the batch, which begins at
 * `batchAt`; returns where they begin.
 *
 *     0 | length (4)      gRPC prefix
 *     12 length           ProduceRequest.batch
 *       08 id             ProduceBatch.id
 *       12… 18… 2a…       the queue's own fields
 *       22 length batch   ProduceBatch.batch
 */
export function writeEnvelope(
  buffer: Buffer,
  batchAt: number,
  end: number,
  id: number,
  fields: Buffer,
): number {
  const batchBytes = end - batchAt;
  const innerBytes =
    1 + uvarintBytes(id) + fields.length + 1 + uvarintBytes(batchBytes) + batchBytes;
  const messageBytes = 1 + uvarintBytes(innerBytes) + innerBytes;
  const start = end - messageBytes - 5;
  buffer[start] = 0;
  buffer.writeUInt32BE(messageBytes, start + 1);
  buffer[start + 5] = 0x12;
  let position = writeUvarint(buffer, start + 6, innerBytes);
  buffer[position++] = 0x08;
  position = writeUvarint(buffer, position, id);
  buffer.set(fields, position);
  position += fields.length;
  buffer[position++] = 0x22;
  writeUvarint(buffer, position, batchBytes);
  return start;
}
