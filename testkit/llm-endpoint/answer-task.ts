import { createHash } from "node:crypto";
import { SCORES, type Score } from "@/lib/grading/criterion";
import type { GradeOutcome, TrajectoryToGrade, TurnExtraction } from "@/lib/grading/grader";
import { createOfflineGrader } from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import type { TargetItem } from "@/lib/grading/target-item";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { segmentTurns } from "@/lib/trajectory/segment-turns";
import type { Turn } from "@/lib/trajectory/turn";
import type { ExtractionTask, ProposalTask, ScoringTask } from "@/testkit/llm-endpoint/read-prompt";

export interface ExtractionAnswer {
  readonly items: readonly {
    readonly turn: number;
    readonly attribute: string;
    readonly value: string;
    readonly question: string;
    readonly quote: string;
  }[];
}

export interface ScoringAnswer {
  readonly think: string;
  readonly content_score: Score | null;
  readonly content_rationale: string;
  readonly format_score: Score;
  readonly format_rationale: string;
  readonly quotes: readonly string[];
}

export interface ProposalAnswer {
  readonly critique: string;
  readonly rules: readonly { readonly text: string; readonly replaces: number | null }[];
  readonly worked_cases: readonly { readonly title: string; readonly text: string }[];
}

const grader = createOfflineGrader(MEDICINE_PROFILE);
/** What a quote is cut to where no item tells which words matter, characters. */
const QUOTE_MAX = 80;
/** Trajectories whose extraction is kept: a run asks about each many times. */
const KEPT = 500;
const extracted = new Map<string, Promise<readonly TurnExtraction[]>>();

function extractOnce(trajectory: TrajectoryToGrade): Promise<readonly TurnExtraction[]> {
  const key = createHash("sha256").update(JSON.stringify(trajectory.messages)).digest("base64");
  const known = extracted.get(key);
  if (known !== undefined) return known;
  const [oldest] = extracted.keys();
  if (extracted.size >= KEPT && oldest !== undefined) extracted.delete(oldest);
  const found = grader.extract(trajectory);
  extracted.set(key, found);
  return found;
}

const itemsOf = (turn: TurnExtraction): readonly TargetItem[] =>
  turn.extraction.status === "ok" ? turn.extraction.value.items : [];

/** One neighbouring step up or down: the mistake that graders make. */
function nearbyScore(score: Score, random: SeededRandom): Score {
  if (score !== 0.5) return 0.5;
  return random.nextBelow(2) === 0 ? 0 : 1;
}

/** What was asked and answered at the turns, as the offline grader reads it; with `noise`, items are left out or misread. */
export async function answerExtraction(
  { messages, turns }: ExtractionTask,
  noise: number,
  random: SeededRandom,
): Promise<ExtractionAnswer> {
  const asked: Turn[] = turns.map(({ round, from, to }) => ({
    round,
    contextMessageCount: from,
    responseMessageCount: to - from,
    stopLabel: messages.slice(to).some(({ role }) => role === "user") ? "continue" : "stop",
  }));
  const found = await grader.extract({ messages, turns: asked });
  const items = found.flatMap((turn) =>
    itemsOf(turn).flatMap(({ attribute, value, evidence: [answer, question] }) => {
      const item = { turn: turn.round, attribute, value, question: question?.text ?? "", quote: answer?.text ?? "" };
      if (random.nextFloat() >= noise) return [item];
      // Half of the errors are misses, half a value that is not what was said.
      return random.nextBelow(2) === 0 ? [] : [{ ...item, value: `not ${value}` }];
    }),
  );
  return { items };
}

async function findTarget(task: ScoringTask, trajectory: TrajectoryToGrade, round: number): Promise<TargetItem[]> {
  const known = (await extractOnce(trajectory)).flatMap(itemsOf).filter(({ askedRound }) => askedRound >= round);
  if (task.target === null) return known;
  return task.target.map(({ attribute, value }) => {
    const same = known.find((item) => item.attribute === attribute && item.value === value);
    return same ?? { attribute, value, firstRound: 1, askedRound: round, evidence: [] };
  });
}

/** Words of the future that speak for a score: the items' own, else the client's that hold a value, else their next ones. */
function findQuotes(content: GradeOutcome<Score>, target: readonly TargetItem[], task: ScoringTask): string[] {
  if (content.status !== "ok" || content.value === 0) return [];
  const shown = (task.future ?? []).map((message) => message.content);
  const evidence = content.evidence.map(({ text }) => text).filter((text) => shown.some((said) => said.includes(text)));
  if (evidence.length > 0) return evidence;
  const value = target
    .map((item) => item.value)
    .find((text) => text !== "" && shown.some((said) => said.includes(text)));
  if (value !== undefined) return [value];
  const next = task.future?.find(({ role, content: said }) => role === "user" && said.trim() !== "")?.content.trim();
  // By characters, so that none is cut through.
  return next === undefined ? [] : [[...(next.split("\n")[0] ?? "")].slice(0, QUOTE_MAX).join("")];
}

/**
 * Scores a response as the offline grader does, from what the prompt shows. Without a future only the form of the
 * question can be judged, which is what an ungrounded grader would do.
 */
export async function answerScoring(task: ScoringTask, noise: number, random: SeededRandom): Promise<ScoringAnswer> {
  const messages = [...task.context, ...(task.future ?? [])];
  const { turns } = segmentTurns(messages);
  const at = turns.find((turn) => turn.contextMessageCount === task.context.length);
  const round = at?.round ?? turns.length + 1;
  const trajectory: TrajectoryToGrade = { messages, turns };
  const target = await findTarget(task, trajectory, round);
  const { content, format } = await grader.score({
    trajectory,
    turn: {
      round,
      contextMessageCount: task.context.length,
      responseMessageCount: at?.responseMessageCount ?? 0,
      stopLabel: "continue",
    },
    response: task.response,
    stopLabel: "continue",
    targetInformation: target,
  });
  const formatScore: Score = format.status === "ok" ? format.value : 0;
  let contentScore: Score | null = content.status === "ok" ? content.value : null;
  if (task.target === null && contentScore === null) contentScore = formatScore === 0 ? 0 : 0.5;
  const changed = (score: Score): Score => (random.nextFloat() < noise ? nearbyScore(score, random) : score);
  const answer: ScoringAnswer = {
    think: `Turn ${round}: ${target.length} item${target.length === 1 ? "" : "s"} left to find out.`,
    content_score: contentScore === null ? null : changed(contentScore),
    content_rationale: content.status === "failed" ? "" : content.rationale,
    format_score: changed(formatScore),
    format_rationale: format.status === "failed" ? "" : format.rationale,
    quotes: findQuotes(content, target, task),
  };
  if (answer.content_score === null || answer.content_score === 0 || answer.quotes.length > 0) return answer;
  // A changed score needs its words, too.
  const value = SCORES.find((score) => score === answer.content_score) ?? 0;
  return {
    ...answer,
    quotes: findQuotes(
      { status: "ok", value, rationale: "", evidence: [], confidence: null, rawAnswer: null },
      target,
      task,
    ),
  };
}

/** One rule and one case that say how many corrections there were: enough to follow a repair from end to end. */
export function answerProposal({ corrections }: ProposalTask): ProposalAnswer {
  const [first] = corrections;
  const said = first?.find((line) => line.startsWith("clinician: ")) ?? "clinician: nothing";
  return {
    critique: `${corrections.length} corrections say that the scores are one step off.`,
    rules: [{ text: "Judge a question by what it asks for, not by how it is worded.", replaces: null }],
    worked_cases: [{ title: "One step off", text: `Where in doubt, the right answer is that of the ${said}.` }],
  };
}
