import { readDecisions } from "@/lib/db/review-reads";
import type { VerdictView } from "@/lib/queries/review-contract";
import { verdictView } from "@/lib/workflows/verdict-view";

/** This reader's last 50 standing decisions, newest first, skips among them. */
export async function loadDecisions(request: {
  readonly projectId: string;
  readonly readerId: string;
}): Promise<{ readonly decisions: VerdictView[] }> {
  const decisions = await readDecisions(request.projectId, request.readerId);
  return { decisions: decisions.map((decision) => verdictView(decision, { ...decision, id: decision.unitId })) };
}
