/** The errors of a log that a person has to look at, and of a disk that will not serve it now. */
import { TidemarkError } from "../model/errors.ts";
import { DiskError } from "../platform/disk.ts";

/** `where` is the file (and place in it) that is wrong. Nothing was cut or changed before. */
export function damaged(where: string, what: string, cause?: unknown): never {
  throw new TidemarkError(
    "PARTITION_DAMAGED",
    `Log damaged at ${where}: ${what}. Nothing was changed; restore the file from a copy or a ` +
      "replica, or move the partition's folder away to begin anew without its records.",
    {},
    { cause },
  );
}

/** What a failing disk means for one partition. Anything that is not a disk's error passes. */
export function fromDisk(error: unknown, doing: string): unknown {
  if (!(error instanceof DiskError)) return error;
  const message = `${doing}: ${error.message}`;
  switch (error.code) {
    case "FULL":
      return new TidemarkError(
        "STORAGE_FULL",
        `${message}. Nothing was appended; free space on the disk, then try again.`,
        {},
        { cause: error },
      );
    case "TOO_MANY_OPEN":
      return new TidemarkError(
        "OVERLOADED",
        `${message}. Try again, and raise the limit of open files (ulimit -n).`,
        {},
        { cause: error },
      );
    case "IO":
    case "NOT_FOUND":
    case "EXISTS":
      return new TidemarkError(
        "PARTITION_DAMAGED",
        `${message}. The disk does not give back what the log put there; check the device, then ` +
          "restart the broker.",
        {},
        { cause: error },
      );
    default:
      return error;
  }
}
