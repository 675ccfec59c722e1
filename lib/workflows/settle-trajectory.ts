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
  readonly formatUnit: StoredUnit | null;
  /** The content score against the target information as it holds now; null: the grader's first answer holds. */
  readonly rescored: GradeOutcome<Score> | null;
  readonly content: FinalLabel;
  readonly format: FinalLabel;
}

export interface SettledTurn {
  readonly turn: StoredTurn;
  readonly decisionUnit: StoredUnit | null;
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
  const unitOf = (subject: Subject) => units.get(subjectKey(subject)) ?? null;
  const labelOf = (subject: Subject, unit: StoredUnit | null) =>
    finalLabel(
      unit === null ? { status: "missing" } : gradeState(unit.criterion, unit.first),
      verdicts.get(subjectKey(subject)) ?? [],
    );

  const asked = trajectory.turns.map((turn) => {
    const decisionSubject = { turnId: turn.id, responseId: null, criterion: "decision" } as const;
    const extractionSubject = { turnId: turn.id, responseId: null, criterion: "extraction" } as const;
    const decisionUnit = unitOf(decisionSubject);
    const extractionUnit = unitOf(extractionSubject);
    const extraction = labelOf(extractionSubject, extractionUnit);
    const standing = verdicts.get(subjectKey(extractionSubject)) ?? [];
    return {
      turn,
      decisionUnit,
      extractionUnit,
      extraction,
      decision: labelOf(decisionSubject, decisionUnit),
      items: settleItems(extractionUnit, extraction, standing, turn.round),
    };
  });
  const ownItems = asked.flatMap(({ extractionUnit }) => extractionUnit?.first.items ?? []);
  const items = asked.flatMap((turn) => turn.items);
  // Without a verdict on any extraction the items are the grader's own, and needn't be compared.
  const isCorrected = asked.some(({ extraction: { provenance } }) => provenance !== "machine" && provenance !== "none");

  const settled: SettledTurn[] = [];
  const waits: Promise<void>[] = [];
  // Of the turn at hand and all after it.
  let isKnown = true;
  let wasUnknown = false;
  for (const { turn, ...labels } of [...asked].reverse()) {
    isKnown &&= isSettled(labels.extraction);
    wasUnknown ||= labels.extractionUnit?.first.status === "failed";
    const ownStopLabel = labels.decisionUnit?.first.stopLabel ?? turn.stopLabel;
    const stopLabel = labels.decision.value?.criterion === "decision" ? labels.decision.value.stopLabel : ownStopLabel;
    const information = targetInformation(items, turn.round);
    const isChanged =
      stopLabel !== ownStopLabel ||
      (isCorrected && !isSameInformation(information, targetInformation(ownItems, turn.round)));
    const mayRescore = isKnown && (isChanged || wasUnknown) && stopLabel === "continue";

    const responses = turn.responses.map((response): SettledResponse => {
      const contentSubject = { turnId: turn.id, responseId: response.id, criterion: "content" } as const;
      const formatSubject = { turnId: turn.id, responseId: response.id, criterion: "format" } as const;
      const contentUnit = unitOf(contentSubject);
      const formatUnit = unitOf(formatSubject);
      return {
        response,
        contentUnit,
        formatUnit,
        rescored: null,
        content: labelOf(contentSubject, contentUnit),
        format: labelOf(formatSubject, formatUnit),
      };
    });
    if (mayRescore) {
      for (const [at, one] of responses.entries()) {
        const { response, contentUnit } = one;
        // Elsewhere the reward doesn't read the content, so whatever the grader said first may stay.
        if (contentUnit === null || readResponseDecision(response.content) !== "continue") continue;
        const wait = grader
          .score({
            trajectory,
            turn,
            response: response.content,
            stopLabel,
            targetInformation: information,
            otherVersions: otherVersions?.get(response.id) ?? [],
          })
          .then(({ content: rescored }) => {
            const standing =
              verdicts.get(subjectKey({ turnId: turn.id, responseId: response.id, criterion: "content" })) ?? [];
            responses[at] = { ...one, rescored, content: finalLabel(outcomeState(rescored), standing) };
          });
        waits.push(wait);
      }
    }
    settled.push({ turn, ...labels, targetInformation: information, responses });
  }
  await Promise.all(waits);
  return settled.reverse();
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
