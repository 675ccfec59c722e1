import type { TrajectoryAnswer } from "@/e2e/expected-rewards";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import type { GradeView } from "@/lib/queries/grade-contract";

/** What names a unit in every project that holds the same dialogues. */
interface KeyedUnit {
  readonly sessionKey: string;
  readonly round: number;
  readonly criterion: string;
}

/** The right value of every unit, by {@link keyOf}. Nobody but the scripted clinician and the final count opens it. */
export type AnswerKey = ReadonlyMap<string, VerdictValue>;

export const keyOf = ({ sessionKey, round, criterion }: KeyedUnit) => `${sessionKey} ${round} ${criterion}`;

/** What the grader itself said; null where it gave no value. What clinicians added to it is left out. */
export function graderValue(grade: GradeView): VerdictValue | null {
  if (grade.status !== "ok") return null;
  const { value } = grade;
  return verdictValueSchema.parse(
    value.criterion === "extraction"
      ? {
          criterion: value.criterion,
          items: value.items
            .filter(({ origin }) => origin !== "added")
            .map(({ attribute, value: said }) => ({ attribute, value: said })),
        }
      : value,
  );
}

export interface UnitWithValue extends KeyedUnit {
  readonly turnId: string;
  readonly value: VerdictValue;
}

/** The grades of every unit that has a value, as the pages are told of them. */
export function readValues(trajectories: readonly TrajectoryAnswer[]): UnitWithValue[] {
  return trajectories.flatMap(({ trajectory, turns }) => {
    const rounds = new Map(trajectory.turns.map(({ id, round }) => [id, round]));
    return turns.flatMap(({ turnId, units }) =>
      units.flatMap(({ criterion, grade }) => {
        const value = graderValue(grade as GradeView);
        const round = rounds.get(turnId) ?? 0;
        return value === null ? [] : [{ sessionKey: trajectory.sessionLabel, round, criterion, turnId, value }];
      }),
    );
  });
}
