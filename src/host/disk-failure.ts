/** What the kernel's error numbers mean to the log. */
import { DiskError, type DiskErrorCode } from "../platform/disk.ts";

const CODES: Readonly<Record<string, DiskErrorCode>> = {
  ENOSPC: "FULL",
  EDQUOT: "FULL",
  EFBIG: "FULL",
  ENOENT: "NOT_FOUND",
  EEXIST: "EXISTS",
  EMFILE: "TOO_MANY_OPEN",
  ENFILE: "TOO_MANY_OPEN",
};

/** Anything unknown counts as a failed device: the strictest reading. */
export function diskError(
  path: string,
  operation: string,
  cause: NodeJS.ErrnoException,
): DiskError {
  const code = CODES[cause.code ?? ""] ?? "IO";
  return new DiskError(code, path, `${operation}: ${cause.code ?? cause.message}`, { cause });
}
