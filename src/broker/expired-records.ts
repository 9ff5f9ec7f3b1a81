/**
 * What becomes of records whose lifetime is over before a group got them: counted, and where their
 * topic says so copied to its dead-letter topic before the group passes them. However many groups pass
 * one, and however often the broker dies meanwhile, it is one dead letter: its message id is its place.
 */
import { type DeadLetter, deadLetterTopicOf } from "../model/dead-letter.ts";
import type { TopicPartition } from "../model/records.ts";
import { withTopicDefaults } from "../model/topic-config.ts";
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { Clock } from "../platform/clock.ts";
import { forEachRecord } from "../record/records.ts";
import type { Log } from "../telemetry/log.ts";
import type { Expired } from "./delivery/walk.ts";

/** A dead letter that cannot be written holds its reader: tried again this often. */
const AGAIN_MS = 1_000;

export interface ExpiredRecordsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly image: ClusterImage;
  /** Records that a group passed over. */
  readonly expired: (topic: string, count: number) => void;
  /** As `DeadLetters.write`. */
  readonly writeDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
}

export class ExpiredRecords {
  readonly #parts: ExpiredRecordsParts;

  constructor(parts: ExpiredRecordsParts) {
    this.#parts = parts;
  }

  /** Records that a group passes because they are not there any more. */
  gone(topic: string, count: number): void {
    this.#parts.expired(topic, count);
  }

  /**
   * A group is about to pass them. A promise: not before it resolves, which it does early where the
   * cursor is not followed any more.
   */
  passing(
    { topic, partition }: TopicPartition,
    expired: readonly Expired[],
    followed: () => boolean,
  ): Promise<void> | undefined {
    const count = expired.reduce((sum, { offsets }) => sum + offsets.length, 0);
    const to = this.#deadLetterTopic(topic);
    if (to === undefined) {
      this.#parts.expired(topic, count);
      return undefined;
    }
    const letters = expired.flatMap((batch) => lettersOf(batch, topic, partition, to));
    return this.#write(letters, followed).then((written) => {
      if (written) this.#parts.expired(topic, count);
    });
  }

  /** Undefined: they are dropped. */
  #deadLetterTopic(topic: string): string | undefined {
    const config = this.#parts.image.topicByName(topic)?.config;
    if (config === undefined || withTopicDefaults(config).expiredPolicy !== "deadLetter") {
      return undefined;
    }
    return deadLetterTopicOf(topic, config.deadLetterTopic);
  }

  async #write(letters: readonly DeadLetter[], followed: () => boolean): Promise<boolean> {
    const { clock, log, writeDeadLetters } = this.#parts;
    while (followed()) {
      try {
        await writeDeadLetters(letters);
        return true;
      } catch (error) {
        const { topic, partition, to } = letters[0]!;
        log.warnOften("expired", "expired records cannot be dead-lettered; trying again", {
          topic,
          partition,
          to,
          error,
        });
      }
      await new Promise<void>((resolve) => clock.setTimer(AGAIN_MS, resolve));
    }
    return false;
  }
}

function lettersOf(
  { view, offsets }: Expired,
  topic: string,
  partition: number,
  to: string,
): DeadLetter[] {
  const wanted = new Set(offsets);
  const letters: DeadLetter[] = [];
  forEachRecord(view, (record) => {
    const offset = view.baseOffset + record.index;
    if (!wanted.has(offset)) return;
    const { key, value, timestamp } = record;
    const place = { topic, partition, offset, to };
    letters.push({ ...place, reason: "expired", key, value, headers: record.headers(), timestamp });
  });
  return letters;
}
