/** The error for bytes that are not what their lengths, counts or checksums say. */
import { TidemarkError } from "../model/errors.ts";

/** `index`: of the record in its batch, where one is to blame. */
export function corrupt(message: string, index?: number): never {
  if (index === undefined) throw new TidemarkError("CORRUPT_BATCH", `Batch refused: ${message}.`);
  throw new TidemarkError("CORRUPT_BATCH", `Batch refused at record ${index}: ${message}.`, {
    index,
  });
}
