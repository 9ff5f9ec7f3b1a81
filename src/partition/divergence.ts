/**
 * Where two logs part (KIP-101, KIP-595). A follower says with each fetch which epoch its last entry
 * has; the leader answers with where that epoch, or the greatest before it, ends in its own log, and the
 * follower cuts back to where both agree. Nothing is guessed, and it takes one round for each epoch that
 * differs at most.
 *
 *   leader    1 1 1 │ 2 2 │ 4 4        the follower at 7 in epoch 3: the leader has no epoch 3,
 *   follower  1 1 1 │ 2 2 │ 3 3        epoch 2 ends at 5 in both: it cuts back to 5
 */

/** Where leader epochs begin and end in one log. */
export interface Epochs {
  /** The greatest epoch of the log not above this one, and where it ends; undefined: none. */
  endOf(epoch: number, logEndOffset: number): EpochEnd | undefined;
}

export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

const NOTHING: EpochEnd = { epoch: -1, endOffset: 0 };

/**
 * The leader's answer to a follower whose log ends at `offset` in `lastEpoch` (−1: it is empty).
 * Undefined: the logs agree up to there. `leaderEnd`: what lies behind it the leader's disk may refuse yet;
 * who agreed on that would hold what the leader has lost.
 */
export function divergenceAt(
  leader: Epochs,
  leaderEnd: number,
  offset: number,
  lastEpoch: number,
): EpochEnd | undefined {
  if (lastEpoch < 0) return undefined;
  const { epoch, endOffset } = leader.endOf(lastEpoch, leaderEnd) ?? NOTHING;
  const end = { epoch, endOffset: Math.min(endOffset, leaderEnd) };
  return end.epoch === lastEpoch && end.endOffset >= offset ? undefined : end;
}

/** Where the follower cuts its log, given that answer. */
export function truncationPoint(follower: Epochs, followerEnd: number, answer: EpochEnd): number {
  const own = follower.endOf(answer.epoch, followerEnd);
  // The follower has nothing of that epoch or before: nothing of its log is the leader's.
  if (own === undefined) return 0;
  // What the follower has of a smaller epoch lies before all of the answered one.
  return own.epoch === answer.epoch ? Math.min(own.endOffset, answer.endOffset) : own.endOffset;
}
