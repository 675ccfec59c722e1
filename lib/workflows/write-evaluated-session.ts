import { database, type Transaction } from "@/lib/db/client";
import { lockTrajectory } from "@/lib/db/graded-trajectory-reads";
import { findStoredTrajectory, hasVerdicts, type StoredTrajectory } from "@/lib/db/grading-reads";
import { type NewGrade, writeGrades } from "@/lib/db/grading-writes";
import type { Refusal } from "@/lib/db/import-writes";
import { addImportedTask, ensurePolicyResponses, listGradedUnits } from "@/lib/db/imported-grade-writes";
import { findViolations } from "@/lib/grading/find-violations";
import { gradeRows, type ImportedTurn } from "@/lib/grading/imported/grade-rows";
import { enqueueRescore } from "@/lib/queue/enqueue";
import { composeGrade, unitId } from "@/lib/workflows/compose-grades";
import type { NumberedRow } from "@/lib/workflows/spool-rows";
import { explainConflict } from "@/lib/workflows/write-session-batch";

/** Writing the grades of one very long dialogue, ms. */
const WRITE_TIMEOUT_MS = 60_000;

export interface EvaluatedSession {
  readonly projectId: string;
  readonly graderVersionId: string;
  readonly runId: string;
  readonly actorId: string;
  readonly trajectoryId: string;
  /** Said of the run: where its grades come from. */
  readonly reason: string;
  readonly rows: readonly NumberedRow[];
}

export interface WrittenSession {
  readonly refused: readonly Refusal[];
  readonly responses: number;
  readonly gradesOk: number;
  readonly gradesFailed: number;
  readonly gradesNotApplicable: number;
}

/**
 * Writes what a file says of one trajectory, in one transaction: the policy's responses, and every grade that is not
 * there yet. Rows whose dialogue is not the trajectory's are refused. Run again, it changes nothing.
 */
export async function writeEvaluatedSession(session: EvaluatedSession): Promise<WrittenSession> {
  const { projectId, trajectoryId } = session;
  return database.$transaction(
    async (transaction) => {
      await lockTrajectory(transaction, projectId, trajectoryId);
      const trajectory = await findStoredTrajectory(projectId, trajectoryId, transaction);
      if (trajectory === null) throw new Error("The trajectory of an imported session is gone.");
      const { fitting, refused } = sortRows(trajectory, session.rows);
      const { grades, responses } = await composeAll(transaction, session, trajectory, fitting);
      const known = await listGradedUnits(transaction, projectId, session.graderVersionId, trajectoryId);
      const fresh = grades.filter((grade) => !known.has(grade.unitId));
      const counts = {
        gradesOk: fresh.filter(({ status }) => status === "ok").length,
        gradesFailed: fresh.filter(({ status }) => status === "failed").length,
        gradesNotApplicable: fresh.filter(({ status }) => status === "not_applicable").length,
      };
      if (fresh.length > 0) {
        await writeGrades(transaction, session, fresh);
        await addImportedTask(transaction, { ...session, ...counts, failureClasses: countClasses(fresh) });
        // Verdicts judge every version's grades: what clinicians have corrected before holds for these too.
        if (await hasVerdicts(transaction, projectId, trajectoryId)) {
          await enqueueRescore(transaction, { projectId, trajectoryId });
        }
      }
      return { refused, responses, ...counts };
    },
    { timeout: WRITE_TIMEOUT_MS },
  );
}

/** The rows that are of this trajectory, one a round; and what is wrong with the others. */
function sortRows(trajectory: StoredTrajectory, rows: readonly NumberedRow[]) {
  const fitting = new Map<number, NumberedRow>();
  const refused: Refusal[] = [];
  for (const numbered of rows) {
    const { line, row } = numbered;
    const turn = trajectory.turns.find(({ round }) => round === row.round);
    const earlier = fitting.get(row.round);
    if (earlier !== undefined) {
      refused.push({ line, reason: `Line ${earlier.line} has the same cid; the first one is taken.` });
    } else if (turn === undefined || !isContext(trajectory, turn.contextMessageCount, row.session.messages)) {
      refused.push({ line, reason: explainConflict(row.session.sessionLabel) });
    } else {
      fitting.set(row.round, numbered);
    }
  }
  return { fitting, refused };
}

function isContext({ messages }: StoredTrajectory, count: number, context: StoredTrajectory["messages"]): boolean {
  return (
    context.length === count &&
    context.every(({ role, content }, position) => {
      const stored = messages[position];
      return stored?.role === role && stored.content === content;
    })
  );
}

async function composeAll(
  transaction: Transaction,
  { projectId, graderVersionId }: EvaluatedSession,
  trajectory: StoredTrajectory,
  rows: ReadonlyMap<number, NumberedRow>,
): Promise<{ readonly grades: readonly NewGrade[]; readonly responses: number }> {
  if (rows.size === 0) return { grades: [], responses: 0 };
  const policy = await ensurePolicyResponses(
    transaction,
    projectId,
    trajectory.turns.flatMap(({ id, round }) => {
      const rollouts = rows.get(round)?.row.rollouts ?? [];
      return rollouts.length === 0 ? [] : [{ turnId: id, rollouts }];
    }),
  );
  const imported = gradeRows(
    [...rows.values()].map(({ row }) => row),
    trajectory.turns.map(({ round }) => round),
  );
  const turns = trajectory.turns.map((turn, index) => {
    const grades = imported[index];
    if (grades === undefined) throw new Error("Every turn has what the file says of it.");
    return { turn, grades, responseIds: policy.ids.get(turn.id) ?? [] };
  });
  const violations = findBreaches(trajectory, turns, graderVersionId);
  const grades = turns.flatMap((turn) =>
    composeTurn(turn, graderVersionId).map((grade) => ({ ...grade, violations: violations.get(grade.unitId) ?? [] })),
  );
  return { grades, responses: policy.added };
}

interface TurnToCompose {
  readonly turn: StoredTrajectory["turns"][number];
  readonly grades: ImportedTurn;
  readonly responseIds: readonly string[];
}

function composeTurn({ turn, grades, responseIds }: TurnToCompose, graderVersionId: string): NewGrade[] {
  const unit = { graderVersionId, turnId: turn.id, responseId: null };
  return [
    ...(grades.decision === null ? [] : [composeGrade(unit, { criterion: "decision", outcome: grades.decision }, 0)]),
    composeGrade(unit, { criterion: "extraction", outcome: grades.extraction }, 0),
    ...grades.responses.flatMap(({ content, format }, index) => {
      const responseUnit = { ...unit, responseId: responseIds[index] ?? null };
      if (responseUnit.responseId === null) throw new Error("Every rollout is a response.");
      return [
        composeGrade(responseUnit, { criterion: "content", outcome: content }, 0),
        composeGrade(responseUnit, { criterion: "format", outcome: format }, 0),
      ];
    }),
  ];
}

/** What breaks an invariant, by unit. */
function findBreaches(
  { messages }: StoredTrajectory,
  turns: readonly TurnToCompose[],
  graderVersionId: string,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const graded = turns.map(({ turn, grades: { decision, extraction, responses } }) => ({
    turn,
    decision: decision ?? ({ status: "not_applicable", rationale: "" } as const),
    extraction,
    responses,
  }));
  for (const { kind, round, criterion, responseIndex } of findViolations(messages, graded)) {
    const of = turns.find(({ turn }) => turn.round === round);
    if (of === undefined) throw new Error(`There is no turn ${round}.`);
    const responseId = responseIndex === null ? null : (of.responseIds[responseIndex] ?? null);
    const id = unitId({ graderVersionId, turnId: of.turn.id, responseId, criterion });
    found.set(id, [...new Set([...(found.get(id) ?? []), kind])]);
  }
  return found;
}

function countClasses(grades: readonly NewGrade[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { failureClass } of grades) {
    if (failureClass !== null) counts[failureClass] = (counts[failureClass] ?? 0) + 1;
  }
  return counts;
}
