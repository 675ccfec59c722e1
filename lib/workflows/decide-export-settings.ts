import { type PurgeThreshold, purgeThreshold, type RiskAudit } from "@/lib/calibration/purge-threshold";
import { database } from "@/lib/db/client";
import { type AuditedUnit, hasBeliefs, readAuditedUnits } from "@/lib/db/export-audit-reads";
import { type ExportSettings, exportSettingsSchema, type RequestedSettings } from "@/lib/export/export-settings";
import { AppError } from "@/lib/kernel/app-error";

const ALPHA = 0.05;

/**
 * What a person asks for with everything decided: the threshold of risk is read off the audits where it was left to them.
 * @throws AppError conflict where no round has estimated any risk, or where no threshold passes.
 */
export async function decideExportSettings(
  projectId: string,
  graderVersionId: string,
  requested: RequestedSettings | undefined,
): Promise<ExportSettings> {
  if (requested === undefined) return exportSettingsSchema.parse({});
  const { policy, ...settings } = requested;
  if (policy.kind === "relabel") return { ...settings, policy };
  if (!(await hasBeliefs(projectId, graderVersionId))) {
    throw new AppError(
      "conflict",
      "The risk of these rows is not known: no round has estimated it for this grader version. Relabel, or run a round first.",
    );
  }
  switch (policy.kind) {
    case "down_weight":
      return { ...settings, policy };
    case "drop":
      return { ...settings, policy: { ...policy, audited: null } };
    case "drop_audited": {
      const { target } = policy;
      const audited = await readAuditedUnits(database, projectId, graderVersionId);
      const found = purgeThreshold(audited.map(auditOf), { target, alpha: ALPHA });
      const { threshold, passed } = lastPassed(found);
      if (threshold === null || passed === null) throw tooFewAudits(found, audited.length, target);
      const { audits, wrong } = passed;
      return { ...settings, policy: { kind: "drop", threshold, audited: { target, alpha: ALPHA, audits, wrong } } };
    }
  }
}

/**
 * What would have been exported of a unit before its audit. Where the model would have turned the grade, only a decision
 * tells whether it would have turned it into the right one; any other counts as wrong, so that too much is dropped rather
 * than too little.
 */
function auditOf({ criterion, wrongChance, isFlag }: AuditedUnit): RiskAudit {
  const isTurned = wrongChance > 0.5;
  if (!isTurned) return { risk: wrongChance, isWrong: isFlag };
  return { risk: 1 - wrongChance, isWrong: criterion !== "decision" || !isFlag };
}

function lastPassed({ threshold, tests }: PurgeThreshold) {
  return { threshold, passed: tests.findLast((test) => test.threshold === threshold) ?? null };
}

function tooFewAudits({ leastAudits }: PurgeThreshold, audits: number, target: number): AppError {
  const share = `${Math.round(target * 1000) / 10} %`;
  return new AppError(
    "conflict",
    audits < leastAudits
      ? `The ${audits} random audits of this grader version can't show that at most ${share} of the kept labels are wrong: that takes ${leastAudits} without an error at least. Read on, ask for a larger share, or choose the threshold by hand.`
      : `The ${audits} random audits of this grader version found too many errors, also among the labels of least risk, to promise at most ${share}. Read on, ask for a larger share, or choose the threshold by hand.`,
  );
}
