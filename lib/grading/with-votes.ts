import type { LlmGraderDefinition, ScoringStep, Vote } from "@/lib/grading/llm/llm-grader-definition";

/** Where the same words are put to the same model again, an answer without chance would only repeat itself. */
const REPEATED_TEMPERATURE = 0.7;

/**
 * The same grader with so many votes: the first ones of those it has, then the same again with the items in the other
 * order, then once more as they are. Where words so repeat, a temperature of 0 becomes 0.7 and a seed is dropped.
 * Throws a RangeError for a count outside of 1 … 9.
 */
export function withVotes(definition: LlmGraderDefinition, count: number): LlmGraderDefinition {
  if (!Number.isInteger(count) || count < 1 || count > 9) throw new RangeError(`Need 1 to 9 votes, got ${count}.`);
  const own = definition.scoring.votes;
  if (count === own.length) return definition;
  const votes: Vote[] = own.slice(0, count);
  for (let round = 1; votes.length < count; round += 1) {
    for (const vote of own) if (votes.length < count) votes.push(again(vote, round, votes));
  }
  return { ...definition, scoring: { ...definition.scoring, votes, ...chance(definition.scoring, votes) } };
}

function again(vote: Vote, round: number, taken: readonly Vote[]): Vote {
  const isTurned = round % 2 === 1;
  const itemOrder = isTurned === (vote.itemOrder === "asked") ? "reversed" : "asked";
  const names = new Set(taken.map(({ name }) => name));
  let number = round + 1;
  while (names.has(`${vote.name} ${number}`)) number += 1;
  return { ...vote, itemOrder, name: `${vote.name} ${number}` };
}

function chance(scoring: ScoringStep, votes: readonly Vote[]): Pick<ScoringStep, "temperature" | "seed"> {
  const words = votes.map(({ name: _name, ...sent }) => JSON.stringify(sent));
  const repeats = new Set(words).size < words.length;
  if (!repeats) return { temperature: scoring.temperature, seed: scoring.seed };
  return { temperature: scoring.temperature === 0 ? REPEATED_TEMPERATURE : scoring.temperature, seed: null };
}
