/** What applications tell a consumer of a queue group. */
import type { QueueMessage } from "./queue-message.ts";

export interface QueueConsumerOptions {
  readonly group: string;
  /** One topic or several. */
  readonly topics: string | readonly string[];
  /** Where the group begins where it is new. Default `latest`. */
  readonly from?: "earliest" | "latest" | Date;
  /** Messages held at most, those that wait to be handed over included. Default 100, at most 1,000. */
  readonly maxInFlight?: number;
  /** Their bytes, about. Default 4 MiB. */
  readonly maxInFlightBytes?: number;
  /**
   * Keeps leases while messages are worked on: true (default), for 15 minutes; a number: for so many
   * milliseconds after a message came. False: only `extend()` does.
   */
  readonly autoExtend?: boolean | number;
  /** Aborting it ends the consumer; the loop over it fails with `CANCELLED`. */
  readonly signal?: AbortSignal;
}

export interface NackOptions {
  /** Instead of the group's backoff. */
  readonly delayMs?: number;
  /** For people: it is in the dead letter. */
  readonly reason?: string;
}

export interface ProcessOptions {
  /** Messages worked on at once. Default 1. */
  readonly concurrency?: number;
  /** Told of work that failed; the message was rejected with the error's text. */
  readonly onError?: (error: unknown, message: QueueMessage) => void;
}
