import type { LlmAnswer, LlmCall } from "@/lib/grading/llm/llm-call";
import { findStoredAnswer } from "@/lib/llm/answer-lookups";
import { hashRequest } from "@/lib/llm/hash-request";
import { MissingAnswerError } from "@/lib/llm/missing-answer";

/** What the ledger gives back is the answer as it was given the first time. */
export function answerOf(stored: {
  readonly text: string;
  readonly finishReason: string;
  readonly tokenConfidence: number | null;
}): LlmAnswer {
  return {
    status: "answered",
    text: stored.text,
    finishReason: stored.finishReason,
    tokenConfidence: stored.tokenConfidence,
  };
}

/**
 * A call that asks nobody: for re-scores and exports, which must not spend anything.
 * @throws {@link MissingAnswerError} where the ledger has no answer
 */
export function storedAnswersOnly(projectId: string): LlmCall {
  return async (request, { attempt }) => {
    const stored = await findStoredAnswer(projectId, { requestHash: hashRequest(request), attempt });
    if (stored === null) throw new MissingAnswerError();
    return answerOf(stored);
  };
}
