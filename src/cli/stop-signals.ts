/** SIGTERM and SIGINT stop with a drain, the second of them at once; SIGHUP reloads. */

export interface SignalActions {
  /** Resolves when everything is stopped. */
  stop(signal: NodeJS.Signals): Promise<void>;
  reload(): void;
}

/** 128 plus the number of the signal, as shells say it. */
const EXIT_INTERRUPTED: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 130,
  SIGTERM: 143,
};

/**
 * One Ctrl-C under `npm start` arrives twice: from the terminal, and forwarded by npm. What comes so
 * close behind the first is the same one.
 */
const SAME_SIGNAL_MS = 500;

/** Resolves once the first stop is done. */
export function untilStopped(actions: SignalActions): Promise<void> {
  return new Promise((resolve, reject) => {
    let stoppingSinceMs: number | undefined;
    const stop = (signal: NodeJS.Signals): void => {
      const nowMs = performance.now();
      if (stoppingSinceMs === undefined) {
        stoppingSinceMs = nowMs;
        actions.stop(signal).then(resolve, reject);
      } else if (nowMs - stoppingSinceMs > SAME_SIGNAL_MS) {
        process.exit(EXIT_INTERRUPTED[signal] ?? 1);
      }
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    process.on("SIGHUP", () => actions.reload());
  });
}
