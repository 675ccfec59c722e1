import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";

/** What names a unit in every project that holds the same dialogues. */
export interface KeyedUnit {
  readonly sessionKey: string;
  readonly round: number;
  readonly criterion: string;
}

/** The right value of every unit, by {@link keyOf}. Nobody but the scripted clinician and the final count opens it. */
export type AnswerKey = ReadonlyMap<string, VerdictValue>;

export const keyOf = ({ sessionKey, round, criterion }: KeyedUnit) => `${sessionKey} ${round} ${criterion}`;

export interface UnitWithValue extends KeyedUnit {
  readonly unitId: string;
  readonly revision: number;
  readonly value: VerdictValue;
}

/** The grades that hold now, of every unit of a version, or of one, that has a value. */
export async function readValues(
  projectId: string,
  of: { readonly graderVersionId: string } | { readonly unitId: string },
): Promise<UnitWithValue[]> {
  const units = await database.unit.findMany({
    where: { projectId, ...("unitId" in of ? { id: of.unitId } : of) },
    include: { grades: true, turn: { include: { trajectory: { select: { sessionKey: true } } } } },
  });
  const items = await database.targetItem.findMany({
    where: { projectId, ...of },
    orderBy: { ordinal: "asc" },
  });
  const itemsOf = new Map<string, { attribute: string; value: string }[]>();
  for (const { unitId, revision, attribute, value } of items) {
    const name = `${unitId} ${revision}`;
    itemsOf.set(name, [...(itemsOf.get(name) ?? []), { attribute, value }]);
  }
  return units.flatMap(({ id: unitId, criterion, currentRevision: revision, grades, turn }) => {
    const grade = grades.find((one) => one.revision === revision);
    if (grade?.status !== "ok") return [];
    const value = verdictValueSchema.parse(
      criterion === "decision"
        ? { criterion, stopLabel: grade.stopLabel }
        : criterion === "extraction"
          ? { criterion, items: itemsOf.get(`${unitId} ${revision}`) ?? [] }
          : { criterion, score: grade.score },
    );
    return [{ unitId, revision, value, sessionKey: turn.trajectory.sessionKey, round: turn.round, criterion }];
  });
}
