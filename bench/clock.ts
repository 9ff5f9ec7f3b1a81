/** A clock that all processes of this machine share, and waiting by it. */

/** Monotonic milliseconds; on Linux and macOS the same for every process. */
export function sharedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
