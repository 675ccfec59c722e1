import { isSameInformation } from "@/lib/calibration/correct-items";
import { database, type Transaction } from "@/lib/db/client";
import {
  findGradedTrajectory,
  findWholeGrade,
  type GradedTrajectoryQuery,
  lockTrajectory,
  type StoredItem,
  type StoredUnit,
} from "@/lib/db/graded-trajectory-reads";
import { listVersionsOfTrajectory, type VersionRow } from "@/lib/db/grading-reads";
import { readMostRetries } from "@/lib/db/grading-run-reads";
import { type NewGrade, raiseRevisions, writeGrades } from "@/lib/db/grading-writes";
import type { Score } from "@/lib/grading/criterion";
import { findViolations } from "@/lib/grading/find-violations";
import type { GradeOutcome, Grader } from "@/lib/grading/grader";
import type { LlmCall } from "@/lib/grading/llm/llm-call";
import { MissingAnswerError } from "@/lib/llm/missing-answer";
import { enqueue } from "@/lib/queue/enqueue";
import type { Message } from "@/lib/trajectory/message";
import { composeGrade } from "@/lib/workflows/compose-grades";
import {
  type GraderOfVersion,
  graderOfVersion,
  lazyGrader,
  parseAttemptsAfter,
} from "@/lib/workflows/grader-of-version";
import { loadOtherVersions, type OtherVersions } from "@/lib/workflows/load-other-versions";
import { type SettledItem, type SettledTurn, settleTrajectory } from "@/lib/workflows/settle-trajectory";
import { SettlingAnswers } from "@/lib/workflows/settling-answers";

/** Scoring and writing the turns of one very long dialogue, ms. */
const RESCORE_TIMEOUT_MS = 60_000;

const CORRECTED = "Corrected by a clinician.";

/** A verdict may come between asking and writing; then it is asked again, so often. */
const ROUNDS_MAX = 5;

export interface RescoreRequest {
  readonly projectId: string;
  readonly trajectoryId: string;
  /** Whether models may be asked for what is not on hand; where not, a job is queued that may. */
  readonly mayAsk?: boolean;
  readonly signal?: AbortSignal;
  readonly graderOf?: GraderOfVersion;
}

/**
 * Brings a trajectory's grades to what the standing verdicts ask for, under every version that graded it: corrected
 * items as the next revision of their extraction unit, and the content of each turn whose target information changed,
 * scored again where it comes out otherwise. What should hold is computed from the grader's first answers and the
 * verdicts alone, so that running it again changes nothing and a verdict taken back takes its consequences back.
 * Returns how many grades were written.
 *
 * Models are asked before the transaction and never within it: what they say is stored, and the transaction settles
 * with what is on hand.
 */
export async function rescoreTurns(request: RescoreRequest): Promise<number> {
  const { projectId, trajectoryId, mayAsk = false } = request;
  let written = 0;
  let isMissing = false;
  for (const version of await listVersionsOfTrajectory(projectId, trajectoryId)) {
    try {
      written += await rescoreVersion(request, version);
    } catch (error) {
      if (mayAsk || !(error instanceof MissingAnswerError)) throw error;
      isMissing = true;
    }
  }
  if (isMissing) {
    await database.$transaction((transaction) =>
      enqueue(transaction, "rescore-with-model", [{ projectId, trajectoryId }]),
    );
  }
  return written;
}

async function rescoreVersion(request: RescoreRequest, version: VersionRow): Promise<number> {
  const { projectId, trajectoryId, mayAsk = false, signal, graderOf = graderOfVersion } = request;
  const otherVersions = await loadOtherVersions(projectId, version, [trajectoryId]);
  const parseAttempts = parseAttemptsAfter(await readMostRetries(projectId, version.id));
  const answers = new SettlingAnswers(projectId, signal);
  const graderWith = (call: LlmCall) => lazyGrader(() => graderOf(version, { call, parseAttempts }));
  const query = { projectId, graderVersionId: version.id, verdictCut: null };
  for (let round = 1; ; round += 1) {
    if (mayAsk && version.graderKind === "llm") {
      const trajectory = await findGradedTrajectory(database, query, trajectoryId);
      if (trajectory !== null) await settleTrajectory(trajectory, graderWith(answers.ask), otherVersions);
    }
    try {
      return await database.$transaction(
        (transaction) => settleWithin(transaction, query, trajectoryId, graderWith(answers.recall), otherVersions),
        { timeout: RESCORE_TIMEOUT_MS },
      );
    } catch (error) {
      if (!mayAsk || round >= ROUNDS_MAX || !(error instanceof MissingAnswerError)) throw error;
    }
  }
}

async function settleWithin(
  transaction: Transaction,
  query: GradedTrajectoryQuery,
  trajectoryId: string,
  grader: Grader,
  otherVersions: OtherVersions,
): Promise<number> {
  const { projectId, graderVersionId } = query;
  await lockTrajectory(transaction, projectId, trajectoryId);
  const trajectory = await findGradedTrajectory(transaction, query, trajectoryId);
  if (trajectory === null) return 0;
  const turns = await settleTrajectory(trajectory, grader, otherVersions);
  const grades: NewGrade[] = [];
  for (const turn of turns) grades.push(...(await nextGrades(transaction, projectId, graderVersionId, turn)));
  if (grades.length === 0) return 0;
  const violations = violationsOfRescored(trajectory.messages, turns);
  await writeGrades(
    transaction,
    { projectId, graderVersionId, trajectoryId, runId: null },
    grades.map((grade) => ({ ...grade, violations: violations.get(grade.unitId) ?? grade.violations })),
  );
  await raiseRevisions(transaction, { projectId, graderVersionId, trajectoryId }, grades);
  return grades.length;
}

/**
 * What the scores made again break, by unit. Labels and items that a clinician has corrected are held against nothing:
 * the invariants are there to find a grader's errors.
 */
function violationsOfRescored(messages: readonly Message[], turns: readonly SettledTurn[]): Map<string, string[]> {
  const notAsked = { status: "not_applicable", rationale: "" } as const;
  const graded = turns.map(({ turn, items, responses }) => ({
    turn,
    decision: notAsked,
    extraction: {
      status: "ok",
      value: { items },
      rationale: "",
      evidence: [],
      confidence: null,
      rawAnswer: null,
    } as const,
    responses: responses.map(({ rescored }) => ({ content: rescored ?? notAsked, format: notAsked })),
  }));
  const byUnit = new Map<string, string[]>();
  for (const { kind, round, criterion, responseIndex } of findViolations(messages, graded)) {
    if (criterion !== "content" || responseIndex === null) continue;
    const settled = turns.find(({ turn }) => turn.round === round);
    const id = settled?.responses[responseIndex]?.contentUnit?.id;
    if (id !== undefined) byUnit.set(id, [...new Set([...(byUnit.get(id) ?? []), kind])]);
  }
  return byUnit;
}

/** The next revisions of a turn's units: of those whose current grade is not what should hold. */
async function nextGrades(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
  settled: SettledTurn,
): Promise<NewGrade[]> {
  const grades: NewGrade[] = [];
  const { extractionUnit, items } = settled;
  if (extractionUnit !== null) {
    const corrected = settled.extraction.provenance === "human" || settled.extraction.provenance === "human_twice";
    const first = extractionUnit.first;
    const isOwn = !corrected || (first.status === "ok" && isSameInformation(items, first.items));
    if (isOwn && !holdsFirst(extractionUnit)) {
      grades.push(await firstAgain(transaction, projectId, extractionUnit));
    } else if (!isOwn && !holdsItems(extractionUnit, items)) {
      grades.push({
        ...emptyGrade(extractionUnit),
        status: "ok",
        rationale: CORRECTED,
        items: items.map(({ isAdded: _, ...item }) => item),
      });
    }
  }
  for (const { contentUnit, rescored, response } of settled.responses) {
    if (contentUnit === null) continue;
    if (rescored === null) {
      if (!holdsFirst(contentUnit)) grades.push(await firstAgain(transaction, projectId, contentUnit));
    } else if (!holdsOutcome(contentUnit, rescored)) {
      const unit = { graderVersionId, turnId: settled.turn.id, responseId: response.id };
      grades.push(composeGrade(unit, { criterion: "content", outcome: rescored }, contentUnit.current.revision + 1));
    }
  }
  return grades;
}

function emptyGrade(unit: StoredUnit): NewGrade {
  return {
    unitId: unit.id,
    turnId: unit.turnId,
    responseId: unit.responseId,
    criterion: unit.criterion,
    revision: unit.current.revision + 1,
    status: "not_applicable",
    failureClass: null,
    score: null,
    stopLabel: null,
    confidence: null,
    rationale: "",
    evidence: [],
    rawAnswer: null,
    items: [],
    signals: null,
    violations: [],
  };
}

/** The grader's own answer as the next revision, after a correction was taken back. */
async function firstAgain(transaction: Transaction, projectId: string, unit: StoredUnit): Promise<NewGrade> {
  const first = await findWholeGrade(transaction, projectId, unit.id, unit.first.revision);
  return { ...emptyGrade(unit), ...first, items: unit.first.items };
}

function holdsFirst({ first, current }: StoredUnit): boolean {
  return current.status === first.status && current.score === first.score && hasSameItems(current.items, first.items);
}

function holdsItems({ current }: StoredUnit, items: readonly SettledItem[]): boolean {
  return current.status === "ok" && hasSameItems(current.items, items);
}

/** The same words in the same order, from the same verdicts. */
function hasSameItems(one: readonly StoredItem[], other: readonly StoredItem[]): boolean {
  const textOf = (items: readonly StoredItem[]) =>
    JSON.stringify(items.map(({ attribute, value, verdictId }) => [attribute, value, verdictId]));
  return textOf(one) === textOf(other);
}

function holdsOutcome({ current }: StoredUnit, outcome: GradeOutcome<Score>): boolean {
  return current.status === outcome.status && current.score === (outcome.status === "ok" ? outcome.value : null);
}
