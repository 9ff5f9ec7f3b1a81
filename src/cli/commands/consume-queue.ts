/** `tidemark consume --mode queue`: takes messages of a queue group, acknowledges what was printed. */
import type { QueueConsumerOptions, Tidemark } from "@tidemark/client";
import type { Terminal } from "../terminal.ts";
import type { RecordFormat } from "./record-formats.ts";

interface Taking {
  readonly options: QueueConsumerOptions;
  readonly limit: number;
  readonly format: RecordFormat;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

export async function consumeQueue(client: Tidemark, taking: Taking): Promise<void> {
  const { options, limit, format, terminal, signal } = taking;
  // What is taken and not printed comes again with one delivery more: no more than is wanted.
  const maxInFlight = Math.min(limit, 100);
  await using consumer = client.queueConsumer({ ...options, maxInFlight, signal });
  let count = 0;
  try {
    for await (const message of consumer) {
      terminal.out(format(message));
      await message.ack();
      count += 1;
      if (count >= limit) return;
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted) throw error;
  }
}
