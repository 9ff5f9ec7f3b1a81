/** Ways to break a Raft group that the simulation has to find. */
export const DEFECTS = [
  /** A node that starts again may vote twice in a term. */
  "forgetsItsVote",
  /** Votes and acknowledgements leave before the disk has what they speak of. */
  "answersBeforeItSaves",
  /** A synced entry is gone after a crash. */
  "losesItsLastEntry",
  /** Everybody is told that the candidate's log is the longest. */
  "votesForShortLogs",
  /** Reads are answered by whoever believes to lead. */
  "readsWithoutAsking",
] as const;

export type Defect = (typeof DEFECTS)[number];
