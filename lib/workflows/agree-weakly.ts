import type { z } from "zod";
import { readHiddenUnits } from "@/lib/db/blind-reads";
import { findNewestRound } from "@/lib/db/sitting-reads";
import type { WeakAct } from "@/lib/db/weak-agreement-reads";
import { hasAct, letPass, withdrawAct } from "@/lib/db/weak-agreement-writes";
import { AppError } from "@/lib/kernel/app-error";
import { deriveId } from "@/lib/kernel/derive-id";
import type { WeakAgreementInput, weakAgreementAnswerSchema } from "@/lib/queries/review-contract";
import { loadSitting } from "@/lib/workflows/load-sitting";
import { refuseUnstorableTexts } from "@/lib/workflows/refuse-unstorable";

type Answer = z.infer<typeof weakAgreementAnswerSchema>;

async function answerWith(projectId: string, readerId: string, act: WeakAct | null): Promise<Answer> {
  const newest = await findNewestRound(projectId);
  return {
    agreement: act === null ? null : { ...act, unitIds: [...act.unitIds], createdAt: act.createdAt.toISOString() },
    sitting: await loadSitting({ projectId, readerId, roundId: newest?.id ?? null }),
  };
}

/**
 * "The rest is fine": lets units of one trajectory pass, one row each, exactly once by key. No read and no label: it
 * never judges, spends no budget, and the units stay in the queue for others; this reader gets them no more, but for
 * audits, whose order leaves nothing out. Units that the reader judged or whose grade is hidden are not covered.
 */
export async function agreeWeakly(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly input: WeakAgreementInput;
}): Promise<Answer> {
  const { projectId, readerId, input } = request;
  const { idempotencyKey, trajectoryId, activeMs, units } = input;
  refuseUnstorableTexts([idempotencyKey]);
  const hidden = await readHiddenUnits(
    projectId,
    readerId,
    units.map(({ unitId }) => unitId),
  );
  const shown = units.filter(({ unitId }) => !hidden.has(unitId));
  const actId = deriveId("weak agreement", projectId, readerId, idempotencyKey);
  const act = await letPass({ projectId, readerId, trajectoryId, actId, activeMs, units: shown });
  return answerWith(projectId, readerId, act);
}

/** Takes one act of weak agreement back as a whole, by superseding rows; the same again changes nothing. */
export async function withdrawWeakAgreement(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly actId: string;
  readonly activeMs: number;
}): Promise<Answer> {
  const { projectId, readerId, actId } = request;
  if (!(await hasAct(projectId, readerId, actId))) {
    throw new AppError("missing", "There is no such agreement of yours, so there is nothing to take back.");
  }
  await withdrawAct(request);
  return answerWith(projectId, readerId, null);
}
