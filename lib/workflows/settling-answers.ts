import type { FailureClass } from "@/lib/grading/grader";
import type { LlmAnswer, LlmCall, LlmFailure } from "@/lib/grading/llm/llm-call";
import { AppError } from "@/lib/kernel/app-error";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import { hashRequest } from "@/lib/llm/hash-request";
import { storedAnswersOnly } from "@/lib/llm/stored-answers-only";

/** What may be otherwise in an hour: no answer for these reasons is no answer of the grader. */
const PASSING: ReadonlySet<FailureClass> = new Set([
  "network",
  "time_out",
  "rate_limit",
  "server_error",
  "auth_or_quota",
]);

/**
 * Answers for settling what grades come to after corrections: those on hand, and where one is missing the endpoint is
 * asked. What holds afterwards must not depend on whether the endpoint was up.
 * @throws AppError unavailable (from `ask`) where the endpoint gives no answer now
 */
export class SettlingAnswers {
  /** What came of each question, so that the same question within a transaction costs no look-up and no call. */
  readonly #known = new Map<string, LlmAnswer | LlmFailure>();
  readonly #live: LlmCall;
  readonly #stored: LlmCall;

  constructor(projectId: string, signal?: AbortSignal) {
    this.#live = createLlmCall({ projectId, runId: null, ...(signal === undefined ? {} : { signal }) });
    this.#stored = storedAnswersOnly(projectId);
  }

  /** From the ledger, else from the endpoint. */
  readonly ask: LlmCall = async (request, context) => {
    const answer = await this.#live(request, context);
    if (answer.status === "failed" && PASSING.has(answer.failureClass)) {
      throw new AppError("unavailable", `A score is to be made anew and the model gives none. ${answer.message}`);
    }
    this.#known.set(`${hashRequest(request)}:${context.attempt}`, answer);
    return answer;
  };

  /** What was asked here before, or is on hand. @throws MissingAnswerError where it is neither */
  readonly recall: LlmCall = async (request, context) =>
    this.#known.get(`${hashRequest(request)}:${context.attempt}`) ?? this.#stored(request, context);
}
