/** Publishing records some of which were refused before the broker saw them; results keep order. */
import type { BrokerApi, RequestContext } from "../broker/api.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Acks, RecordInput, RecordResult } from "../model/records.ts";

/**
 * One result each, in order. The broker is asked also where nothing is left to publish: a topic that
 * does not exist is the first thing a caller should hear.
 */
export async function publishAll(
  broker: BrokerApi,
  context: RequestContext,
  topic: string,
  entries: readonly (RecordInput | TidemarkError)[],
  acks: Acks,
): Promise<RecordResult[]> {
  const records = entries.filter(
    (entry): entry is RecordInput => !(entry instanceof TidemarkError),
  );
  const published = await broker.records.publish(context, { topic, records, acks });
  if (records.length === entries.length) return [...published];
  let next = 0;
  return entries.map((entry) =>
    entry instanceof TidemarkError ? { error: entry } : (published[next++] as RecordResult),
  );
}
