import type { Transaction } from "@/lib/db/client";
import { recountGrades } from "@/lib/db/grade-counts";
import type { Criterion } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { FailureClass, GradeSignals } from "@/lib/grading/grader";
import type { TargetItem } from "@/lib/grading/target-item";
import { AppError } from "@/lib/kernel/app-error";
import { deriveId } from "@/lib/kernel/derive-id";
import type { StopLabel } from "@/lib/trajectory/turn";

export interface NewItem extends TargetItem {
  /** The verdict that added it; null for the grader's own. */
  readonly verdictId: string | null;
}

/** One grade with what belongs to it: the narrow row, the text, and the items of an extraction. */
export interface NewGrade {
  readonly unitId: string;
  readonly turnId: string;
  readonly responseId: string | null;
  readonly criterion: Criterion;
  readonly revision: number;
  readonly status: "ok" | "failed" | "not_applicable";
  readonly failureClass: FailureClass | null;
  readonly score: number | null;
  readonly stopLabel: StopLabel | null;
  readonly confidence: number | null;
  readonly rationale: string;
  readonly evidence: readonly Evidence[];
  readonly rawAnswer: string | null;
  readonly items: readonly NewItem[];
  /** What is known of the grade besides its value; null for graders that don't say. */
  readonly signals: GradeSignals | null;
  /** Invariants that the grade breaks (lib/grading/find-violations). */
  readonly violations: readonly string[];
}

export interface GradesOf {
  readonly projectId: string;
  readonly graderVersionId: string;
  readonly trajectoryId: string;
  /** The run that wrote them; null for a re-score. */
  readonly runId: string | null;
}

/**
 * Writes the grades of one trajectory. Whoever comes second changes nothing: a unit and revision that is there stays,
 * unless its grade failed, which a later outcome replaces. Returns how many were written.
 */
export async function writeGrades(
  transaction: Transaction,
  place: GradesOf,
  grades: readonly NewGrade[],
): Promise<number> {
  const { projectId, graderVersionId, trajectoryId, runId } = place;
  // One order for all writers, so that two of them wait for each other and never both at once.
  const sorted = [...grades].sort((a, b) => (a.unitId < b.unitId ? -1 : a.unitId > b.unitId ? 1 : 0));
  // One text each: arrays of parameters would be taken apart and written out element by element.
  const rows = JSON.stringify(sorted.map(gradeRow));
  const items = JSON.stringify(sorted.flatMap(itemRows));
  const [counts] = await transaction.$queryRaw<{ written: number }[]>`/* prepared */
    WITH given AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${rows}::json) AS g(unit_id uuid, turn_id uuid, response_id uuid,
        criterion criterion, revision int, status grade_status, failure_class failure_class, score float8,
        stop_label stop_label, confidence float8, rationale text, evidence jsonb, raw_answer text, votes jsonb,
        agreement float8, token_confidence float8, score_without_future float8, score_other_future float8,
        violations jsonb)
    ), unit AS (
      INSERT INTO units (project_id, id, grader_version_id, trajectory_id, turn_id, response_id, criterion)
      SELECT ${projectId}::uuid, unit_id, ${graderVersionId}::uuid, ${trajectoryId}::uuid, turn_id, response_id, criterion
      FROM given
      ON CONFLICT DO NOTHING
    ), written AS (
      INSERT INTO grades (project_id, unit_id, revision, status, failure_class, score, stop_label, confidence, run_id)
      SELECT ${projectId}::uuid, unit_id, revision, status, failure_class, score, stop_label, confidence, ${runId}::uuid
      FROM given
      ON CONFLICT (project_id, unit_id, revision) DO UPDATE SET
        status = excluded.status, failure_class = excluded.failure_class, score = excluded.score,
        stop_label = excluded.stop_label, confidence = excluded.confidence, run_id = excluded.run_id,
        created_at = now()
      WHERE grades.status = 'failed'
      RETURNING unit_id, revision
    ), text AS (
      INSERT INTO grade_texts (project_id, unit_id, revision, rationale, evidence, raw_answer)
      SELECT ${projectId}::uuid, unit_id, revision, rationale, evidence, raw_answer
      FROM written JOIN given USING (unit_id, revision)
      ON CONFLICT (project_id, unit_id, revision) DO UPDATE SET
        rationale = excluded.rationale, evidence = excluded.evidence, raw_answer = excluded.raw_answer
    ), signal AS (
      INSERT INTO grade_signals (project_id, unit_id, revision, votes, agreement, token_confidence,
        score_without_future, score_other_future, violations)
      SELECT ${projectId}::uuid, unit_id, revision, votes, agreement, token_confidence, score_without_future,
        score_other_future, ARRAY(SELECT jsonb_array_elements_text(violations))
      FROM written JOIN given USING (unit_id, revision)
      WHERE votes IS NOT NULL
      ON CONFLICT (project_id, unit_id, revision) DO UPDATE SET
        votes = excluded.votes, agreement = excluded.agreement, token_confidence = excluded.token_confidence,
        score_without_future = excluded.score_without_future, score_other_future = excluded.score_other_future,
        violations = excluded.violations
    ), item AS (
      INSERT INTO target_items (project_id, grader_version_id, trajectory_id, id, unit_id, revision, ordinal, attribute,
        value, first_round, asked_round, evidence, verdict_id)
      SELECT ${projectId}::uuid, ${graderVersionId}::uuid, ${trajectoryId}::uuid, i.id, i.unit_id, i.revision, i.ordinal,
        i.attribute, i.value, i.first_round, i.asked_round, i.evidence, i.verdict_id
      FROM json_to_recordset(${items}::json) AS i(id uuid, unit_id uuid, revision int, ordinal int, attribute text,
        value text, first_round int, asked_round int, evidence jsonb, verdict_id uuid)
      JOIN written USING (unit_id, revision)
      ON CONFLICT DO NOTHING
    )
    SELECT count(*)::int AS written FROM written`;
  await recountGrades(transaction, place);
  return counts?.written ?? 0;
}

function gradeRow(grade: NewGrade) {
  const { signals, violations } = grade;
  const isKnown = signals !== null || violations.length > 0;
  return {
    unit_id: grade.unitId,
    turn_id: grade.turnId,
    response_id: grade.responseId,
    criterion: grade.criterion,
    revision: grade.revision,
    status: grade.status,
    failure_class: grade.failureClass,
    score: grade.score,
    stop_label: grade.stopLabel,
    confidence: grade.confidence,
    rationale: grade.rationale,
    evidence: grade.evidence,
    raw_answer: grade.rawAnswer,
    votes: isKnown
      ? (signals?.votes ?? []).map((vote) => ({ ...vote, status: vote.score === null ? "failed" : "ok" }))
      : undefined,
    agreement: signals?.agreement,
    token_confidence: signals?.tokenConfidence,
    score_without_future: signals?.scoreWithoutFuture,
    score_other_future: signals?.scoreOtherFuture,
    violations: isKnown ? violations : undefined,
  };
}

function itemRows({ unitId, revision, items }: NewGrade) {
  return items.map((item, ordinal) => ({
    id: deriveId("target-item", unitId, String(revision), String(ordinal)),
    unit_id: unitId,
    revision,
    ordinal,
    attribute: item.attribute,
    value: item.value,
    first_round: item.firstRound,
    asked_round: item.askedRound,
    evidence: item.evidence,
    verdict_id: item.verdictId,
  }));
}

/** Makes a later revision of grades of one trajectory the one that holds. */
export async function raiseRevisions(
  transaction: Transaction,
  place: Omit<GradesOf, "runId">,
  grades: readonly { readonly unitId: string; readonly revision: number }[],
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE units SET current_revision = n.revision
    FROM unnest(
      ${grades.map((grade) => grade.unitId)}::uuid[],
      ${grades.map((grade) => grade.revision)}::int[]
    ) AS n(id, revision)
    WHERE units.project_id = ${place.projectId}::uuid AND units.id = n.id AND units.current_revision < n.revision`;
  await recountGrades(transaction, place);
}

/** Names the lock under which runs of a project begin, among the server's advisory locks; any number. */
const START_RUN_LOCK = 1_730_214;

/** Runs of one project begin one after the other: two at once would grade the same trajectories. */
export async function lockRunStart(transaction: Transaction, projectId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${START_RUN_LOCK}::int, hashtext(${projectId}))`;
}

export interface NewGraderStep {
  /** SHA-256 of the canonical JSON of `definition`. */
  readonly contentHash: string;
  /** JSON text. */
  readonly definition: string;
}

export interface NewGraderVersion {
  readonly projectId: string;
  readonly name: string;
  readonly kind: "offline" | "llm" | "imported";
  readonly contentHash: string;
  /** JSON text. */
  readonly definition: string;
  /** The two halves of an LLM grader; left out for other kinds. */
  readonly steps?: { readonly extraction: NewGraderStep; readonly scoring: NewGraderStep };
}

/**
 * The version of this content, made where it is new: grader, steps and version are never changed. A step that another
 * version of the grader has is shared with it. Call under the start lock, which also orders the numbers.
 * For LLM graders use lib/workflows/ensure-llm-version, which takes a definition apart and hashes it.
 * @throws AppError conflict where the project has a grader of that name and of another kind.
 */
export async function ensureGraderVersion(
  transaction: Transaction,
  { projectId, name, kind, contentHash, definition, steps }: NewGraderVersion,
): Promise<{ readonly id: string; readonly number: number }> {
  const graderId = deriveId("grader", projectId, name);
  await transaction.grader.createMany({ data: [{ projectId, id: graderId, name, kind }], skipDuplicates: true });
  const grader = await transaction.grader.findUniqueOrThrow({
    where: { projectId_name: { projectId, name } },
    select: { id: true, kind: true },
  });
  if (grader.kind !== kind) {
    throw new AppError("conflict", `The project has another kind of grader called “${name}”. Choose another name.`);
  }
  const extraction =
    steps === undefined ? null : await ensureStep(transaction, projectId, grader.id, "extraction", steps.extraction);
  const scoring =
    steps === undefined ? null : await ensureStep(transaction, projectId, grader.id, "scoring", steps.scoring);
  const id = deriveId("grader-version", grader.id, contentHash);
  await transaction.$executeRaw`
    INSERT INTO grader_versions (project_id, id, grader_id, number, content_hash, definition, extraction_step_id,
      scoring_step_id)
    SELECT ${projectId}::uuid, ${id}::uuid, ${grader.id}::uuid, coalesce(max(number), 0) + 1, ${contentHash},
      ${definition}::jsonb, ${extraction}::uuid, ${scoring}::uuid
    FROM grader_versions WHERE project_id = ${projectId}::uuid AND grader_id = ${grader.id}::uuid
    ON CONFLICT DO NOTHING`;
  return transaction.graderVersion.findUniqueOrThrow({
    where: { projectId_graderId_contentHash: { projectId, graderId: grader.id, contentHash } },
    select: { id: true, number: true },
  });
}

async function ensureStep(
  transaction: Transaction,
  projectId: string,
  graderId: string,
  kind: "extraction" | "scoring",
  { contentHash, definition }: NewGraderStep,
): Promise<string> {
  const id = deriveId("grader-step", graderId, kind, contentHash);
  await transaction.$executeRaw`
    INSERT INTO grader_steps (project_id, id, grader_id, kind, number, content_hash, definition)
    SELECT ${projectId}::uuid, ${id}::uuid, ${graderId}::uuid, ${kind}::grader_step_kind, coalesce(max(number), 0) + 1,
      ${contentHash}, ${definition}::jsonb
    FROM grader_steps
    WHERE project_id = ${projectId}::uuid AND grader_id = ${graderId}::uuid AND kind = ${kind}::grader_step_kind
    ON CONFLICT DO NOTHING`;
  return id;
}
