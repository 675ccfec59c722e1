import type { OutboxInput } from "@/components/review/outbox-entry";
import { reviewRequests, type Sitting, sendVerdict, type VerdictAnswer } from "@/lib/queries/review-contract";

/** What the server made of an answer. */
export interface SentAnswer {
  /** Of a verdict or its undo; null for everything else. */
  readonly verdict: VerdictAnswer | null;
  /** The id that an undo will name: of the verdict that stands, or of the act; null where nothing stands. */
  readonly standingId: string | null;
  /** Null where it doesn't count as reading. */
  readonly sitting: Sitting | null;
}

/** Sends one answer to where its kind belongs. */
export async function sendAnswer(projectId: string, input: OutboxInput): Promise<SentAnswer> {
  switch (input.kind) {
    case "weak_agree": {
      const { kind: _, ...body } = input;
      const { agreement, sitting } = await reviewRequests.agreeWeakly(projectId, body);
      return { verdict: null, standingId: agreement?.actId ?? null, sitting };
    }
    case "weak_withdrawn": {
      const { actId, activeMs } = input;
      const { sitting } = await reviewRequests.withdrawWeakAgreement(projectId, actId, { activeMs });
      return { verdict: null, standingId: null, sitting };
    }
    case "bookmark":
      await reviewRequests.setBookmark(projectId, { turnId: input.turnId, isSet: input.isSet });
      return { verdict: null, standingId: null, sitting: null };
    default: {
      const verdict = await sendVerdict(projectId, input);
      return { verdict, standingId: verdict.verdict?.id ?? null, sitting: verdict.sitting };
    }
  }
}
