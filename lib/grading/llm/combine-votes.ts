import { SCORES, type Score } from "@/lib/grading/criterion";

/**
 * The score with the most votes; where several have as many, the middle one of the tied votes, the lower of two middles.
 * Always a score that somebody gave. Null without a vote.
 */
export function combineVotes(votes: readonly Score[]): Score | null {
  const counts = SCORES.map((score) => ({ score, count: votes.filter((vote) => vote === score).length }));
  const most = Math.max(...counts.map(({ count }) => count));
  if (most === 0) return null;
  // Tied scores have equally many votes, so the middle vote is a vote for the middle score.
  const tied = counts.filter(({ count }) => count === most).map(({ score }) => score);
  return tied[Math.floor((tied.length - 1) / 2)] ?? null;
}

/** Share of the votes that say the same as the result; null where there is one voice only. */
export function shareAgreeing(votes: readonly Score[], result: Score): number | null {
  if (votes.length < 2) return null;
  return votes.filter((vote) => vote === result).length / votes.length;
}
