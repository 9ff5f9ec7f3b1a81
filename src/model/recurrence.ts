/** When something recurs, as people say it and as it is shown. Times are epoch milliseconds. */

/** What happens to nominal times that were missed, see docs/scheduling.md. */
export type Misfire = "fireOnce" | "skip" | "fireAll";
export const MISFIRES: readonly Misfire[] = ["fireOnce", "skip", "fireAll"];

/** Exactly one of `cron` and `everyMs`. */
export interface Recurrence {
  /** Five or six fields, `@daily` and its like. */
  readonly cron?: string | undefined;
  readonly everyMs?: number | undefined;
  /** IANA name; of `cron` alone. */
  readonly timeZone?: string | undefined;
  /** Nothing fires before it. */
  readonly start?: number | undefined;
  /** Nothing fires at it or later. */
  readonly end?: number | undefined;
  /** Firings over the whole life of the schedule. */
  readonly maxCount?: number | undefined;
  readonly misfire: Misfire;
}

/** As asked for: what is absent has its default. `cron` may also be `@every 90s`. */
export interface RecurrenceInput extends Omit<Recurrence, "misfire"> {
  readonly misfire?: Misfire | undefined;
  /** Absent: as it is; of a new one, not paused. */
  readonly paused?: boolean | undefined;
}

/** What a recurring schedule is and where it stands. */
export interface RecurrenceState extends Recurrence {
  readonly paused: boolean;
  /** Firings made so far. */
  readonly firings: number;
}
