import {
  type CorrectedItem,
  correctItems,
  isSameInformation,
  targetInformation,
} from "@/lib/calibration/correct-items";
import { type FinalLabel, finalLabel, type GradeState } from "@/lib/calibration/final-label";
import { standingVerdicts } from "@/lib/calibration/standing-verdicts";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { GradedTrajectory, StoredGrade, StoredUnit, StoredVerdict } from "@/lib/db/graded-trajectory-reads";
import type { StoredResponse, StoredTurn } from "@/lib/db/grading-reads";
import type { Criterion, Score } from "@/lib/grading/criterion";
import type { GradeOutcome, Grader } from "@/lib/grading/grader";
import { readResponseDecision } from "@/lib/grading/response-decision";
import { assertNever } from "@/lib/kernel/assert-never";
import type { OtherVersions } from "@/lib/workflows/load-other-versions";

/** An item as it holds now, and the verdict that added it. */
export interface SettledItem extends CorrectedItem {
  readonly verdictId: string | null;
}

export interface SettledResponse {
  readonly response: StoredResponse;
  readonly contentUnit: StoredUnit | null;
  /** The content score against the target information as it holds now; null: the grader's first answer holds. */
  readonly rescored: GradeOutcome<Score> | null;
  readonly content: FinalLabel;
  readonly format: FinalLabel;
}

export interface SettledTurn {
  readonly turn: StoredTurn;
  readonly extractionUnit: StoredUnit | null;
  readonly decision: FinalLabel;
  readonly extraction: FinalLabel;
  /** The items asked at this turn, as they hold now. */
  readonly items: readonly SettledItem[];
  /** I*_t as it holds now. */
  readonly targetInformation: readonly SettledItem[];
  readonly responses: readonly SettledResponse[];
}

/**
 * What a trajectory is held to be under one grader version after a log of verdicts: the label of every unit, the
 * corrected items, and the content scores that depend on them. It depends on the grader's first answers and on the log
 * alone, not on what was scored again before: the same cut of the log gives the same labels. Scores are made anew all at
 * once; a grader that calls models holds itself back.
 */
export async function settleTrajectory(
  trajectory: GradedTrajectory,
  grader: Grader,
  otherVersions?: OtherVersions,
): Promise<SettledTurn[]> {
  const units = new Map(trajectory.units.map((unit) => [subjectKey(unit), unit]));
  const verdicts = verdictsBySubject(trajectory.verdicts);
  const labelOf = (subject: Subject, state?: GradeState) => {
    const unit = units.get(subjectKey(subject));
    const standing = verdicts.get(subjectKey(subject)) ?? [];
    return finalLabel(
      state ?? (unit === undefined ? { status: "missing" } : gradeState(unit.criterion, unit.first)),
      standing,
    );
  };

  const asked = trajectory.turns.map((turn) => {
    const subject = { turnId: turn.id, responseId: null };
    const extractionUnit = units.get(subjectKey({ ...subject, criterion: "extraction" })) ?? null;
    const extraction = labelOf({ ...subject, criterion: "extraction" });
    const standing = verdicts.get(subjectKey({ ...subject, criterion: "extraction" })) ?? [];
    return {
      turn,
      extractionUnit,
      extraction,
      decision: labelOf({ ...subject, criterion: "decision" }),
      ownStopLabel: units.get(subjectKey({ ...subject, criterion: "decision" }))?.first.stopLabel ?? turn.stopLabel,
      items: settleItems(extractionUnit, extraction, standing, turn.round),
    };
  });
  const ownItems = asked.flatMap(({ extractionUnit }) => extractionUnit?.first.items ?? []);
  const items = asked.flatMap((turn) => turn.items);

  return Promise.all(
    asked.map(async ({ turn, ownStopLabel, ...labels }): Promise<SettledTurn> => {
      const information = targetInformation(items, turn.round);
      const stopLabel =
        labels.decision.value?.criterion === "decision" ? labels.decision.value.stopLabel : ownStopLabel;
      const rested = asked.filter(({ turn: { round } }) => round >= turn.round);
      const isKnown = rested.every(({ extraction }) => isSettled(extraction));
      const wasUnknown = rested.some(({ extractionUnit }) => extractionUnit?.first.status === "failed");
      const isChanged =
        stopLabel !== ownStopLabel || !isSameInformation(information, targetInformation(ownItems, turn.round));
      const responses = turn.responses.map(async (response): Promise<SettledResponse> => {
        const subject = { turnId: turn.id, responseId: response.id };
        const contentUnit = units.get(subjectKey({ ...subject, criterion: "content" })) ?? null;
        // Elsewhere the reward doesn't read the content, so whatever the grader said first may stay.
        const isRead = stopLabel === "continue" && readResponseDecision(response.content) === "continue";
        const rescored =
          contentUnit !== null && isRead && isKnown && (isChanged || wasUnknown)
            ? (
                await grader.score({
                  trajectory,
                  turn,
                  response: response.content,
                  stopLabel,
                  targetInformation: information,
                  otherVersions: otherVersions?.get(response.id) ?? [],
                })
              ).content
            : null;
        const state = rescored === null ? undefined : outcomeState(rescored);
        return {
          response,
          contentUnit,
          rescored,
          content: labelOf({ ...subject, criterion: "content" }, state),
          format: labelOf({ ...subject, criterion: "format" }),
        };
      });
      return { turn, ...labels, targetInformation: information, responses: await Promise.all(responses) };
    }),
  );
}

interface Subject {
  readonly turnId: string;
  readonly responseId: string | null;
  readonly criterion: Criterion;
}

/** What a verdict is about, whichever version's unit it was given on. */
function subjectKey({ turnId, responseId, criterion }: Subject): string {
  return `${criterion}:${turnId}:${responseId ?? ""}`;
}

type Standing = Pick<StoredVerdict, "id" | "ordinal" | "readerId" | "value"> & {
  readonly kind: "agree" | "wrong" | "skip";
};

/** Standing verdicts by what they are about; of a reader who judged the units of two versions, the newer one. */
function verdictsBySubject(log: readonly StoredVerdict[]): Map<string, Standing[]> {
  const newest = new Map<string, Map<string, Standing>>();
  for (const verdict of [...standingVerdicts(log).values()].flat()) {
    const readers = newest.get(subjectKey(verdict)) ?? new Map<string, Standing>();
    const known = readers.get(verdict.readerId);
    if (known === undefined || known.ordinal < verdict.ordinal) readers.set(verdict.readerId, verdict);
    newest.set(subjectKey(verdict), readers);
  }
  return new Map(
    [...newest].map(([key, readers]) => [
      key,
      [...readers.values()].sort((a, b) => (a.ordinal < b.ordinal ? -1 : a.ordinal > b.ordinal ? 1 : 0)),
    ]),
  );
}

function settleItems(
  unit: StoredUnit | null,
  label: FinalLabel,
  standing: readonly Standing[],
  round: number,
): SettledItem[] {
  const own = unit?.first.items ?? [];
  const value = label.value;
  // Where readers disagree nothing is decided yet, and the grader's items stay.
  if (label.provenance === "machine" || value?.criterion !== "extraction") {
    return own.map((item) => ({ ...item, isAdded: false }));
  }
  const key = verdictValueKey(value);
  const source = standing.find((verdict) => verdict.value !== null && verdictValueKey(verdict.value) === key);
  return correctItems(own, value, round).map((item) => ({
    ...item,
    verdictId: item.isAdded ? (source?.id ?? null) : null,
  }));
}

/** Whether it is known what was asked there. */
function isSettled(label: FinalLabel): boolean {
  return label.provenance !== "none" || label.grade === "not_applicable";
}

function gradeState(criterion: Criterion, grade: StoredGrade): GradeState {
  if (grade.status !== "ok") return { status: grade.status };
  const value = gradeValue(criterion, grade);
  if (value === null) throw new Error(`A grade of ${criterion} is ok and has no value.`);
  return { status: "ok", value };
}

function gradeValue(criterion: Criterion, { score, stopLabel, items }: StoredGrade): VerdictValue | null {
  switch (criterion) {
    case "decision":
      return stopLabel === null ? null : { criterion, stopLabel };
    case "extraction":
      return { criterion, items: items.map(({ attribute, value }) => ({ attribute, value })) };
    case "content":
    case "format":
      return score === null ? null : { criterion, score };
    default:
      return assertNever(criterion);
  }
}

function outcomeState(outcome: GradeOutcome<Score>): GradeState {
  return outcome.status === "ok"
    ? { status: "ok", value: { criterion: "content", score: outcome.value } }
    : { status: outcome.status };
}
