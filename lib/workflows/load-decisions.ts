import { readDecisions } from "@/lib/db/review-reads";
import { readWeakActs } from "@/lib/db/weak-agreement-reads";
import type { VerdictView, WeakAgreement } from "@/lib/queries/review-contract";
import { verdictView } from "@/lib/workflows/verdict-view";

/** This reader's last 50 standing decisions, skips among them, and last 50 acts of weak agreement; newest first. */
export async function loadDecisions(request: {
  readonly projectId: string;
  readonly readerId: string;
}): Promise<{ readonly decisions: VerdictView[]; readonly weakAgreements: WeakAgreement[] }> {
  const { projectId, readerId } = request;
  const [decisions, acts] = await Promise.all([readDecisions(projectId, readerId), readWeakActs(projectId, readerId)]);
  return {
    decisions: decisions.map((decision) => verdictView(decision, { ...decision, id: decision.unitId })),
    weakAgreements: acts.map(({ unitIds, createdAt, ...act }) => ({
      ...act,
      unitIds: [...unitIds],
      createdAt: createdAt.toISOString(),
    })),
  };
}
