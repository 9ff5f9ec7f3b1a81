/** What a command comes to: records and a reply. Changes nothing itself. */
import type { MetadataRecord } from "./metadata-records.ts";

export interface Decision<Reply> {
  /** One entry of the log: all of them or none. */
  readonly records: readonly MetadataRecord[];
  readonly reply: Reply;
}
