import type { AnswerKey } from "@/lib/db/llm-answer-reads";
import type { LlmCall, LlmRequest, LlmStep } from "@/lib/grading/llm/llm-call";
import { findStoredAnswer } from "@/lib/llm/answer-lookups";
import { hashRequest } from "@/lib/llm/hash-request";

/** A call that was made, in order. */
export interface RecordedCall extends AnswerKey {
  readonly step: LlmStep;
  readonly request: LlmRequest;
  /** Its answer was there already and cost nothing. */
  readonly isReused: boolean;
}

/** The same calls, with a list of what was asked. */
export function recordCalls(
  projectId: string,
  call: LlmCall,
): { readonly call: LlmCall; readonly calls: RecordedCall[] } {
  const calls: RecordedCall[] = [];
  return {
    calls,
    call: async (request, context) => {
      const key = { requestHash: hashRequest(request), attempt: context.attempt };
      const place = calls.length;
      const recorded = { ...key, request, step: context.step };
      // Before the answer comes, so that the list is in order of the questions.
      calls.push({ ...recorded, isReused: false });
      const isReused = (await findStoredAnswer(projectId, key)) !== null;
      calls[place] = { ...recorded, isReused };
      return call(request, context);
    },
  };
}
