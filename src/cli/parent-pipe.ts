/**
 * For a broker that must not outlive whoever started it: standard input is a pipe that the parent
 * holds open, and whose end the kernel tells of, however the parent died. Reads nothing else from it.
 */

/** A stop that takes longer is cut short: nobody is there any more who waits for it. */
const STOP_MAX_MS = 2_000;

/** The end of the parent stops this process as SIGTERM does; before it serves, at once. */
export function endWithParent(input: NodeJS.ReadStream = process.stdin): void {
  const end = (): void => {
    setTimeout(() => process.exit(1), STOP_MAX_MS).unref();
    process.kill(process.pid, "SIGTERM");
  };
  input.once("end", end);
  input.once("error", end);
  input.resume();
}
