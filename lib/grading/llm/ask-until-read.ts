import type { FailureClass } from "@/lib/grading/grader";
import type { GraderContext } from "@/lib/grading/llm/grader-context";
import type { LlmAnswer, LlmRequest, LlmStep } from "@/lib/grading/llm/llm-call";

/** What a reader makes of one answer. `rest` is what can be used although the answer as a whole can't. */
export type Reading<Value> =
  | { readonly status: "read"; readonly value: Value }
  | {
      readonly status: "unusable";
      readonly failureClass: FailureClass;
      readonly message: string;
      readonly rest: Value | null;
    };

export type Asked<Value> =
  | { readonly status: "read"; readonly value: Value; readonly answer: LlmAnswer }
  | {
      readonly status: "failed";
      readonly failureClass: FailureClass;
      readonly message: string;
      readonly rawAnswer: string | null;
      /** What can be used of the answer that came nearest. */
      readonly rest: { readonly value: Value; readonly answer: LlmAnswer } | null;
    };

/** Attempts that one try of a person allows: the first try, and each "retry failed". */
const ATTEMPTS_PER_TRY = 3;

const AGAIN_WORDS: Partial<Record<FailureClass, string>> = {
  unparsable: "no whole answer in the asked form was found in it",
  schema_mismatch: "it had another form than was asked for, or gave two answers that differ",
  evidence_not_found: "a quote in it stands nowhere in the messages, letter for letter",
};

/** The line that asks again. It differs by attempt, so that a model that always says the same to the same words may not. */
function wordAgain(attempt: number, failureClass: FailureClass): string {
  const reason = AGAIN_WORDS[failureClass] ?? "none was given";
  return `AGAIN ${attempt}: the answer before this one could not be used: ${reason}. Answer anew, in the asked form only.`;
}

/**
 * Asks until an answer can be used, at most `parseAttempts` times. Each further question tells in one line what was wrong
 * with the answer before; that line depends on stored answers alone, so that a rerun walks the same path through them.
 *
 * A refusal is asked again only in a person's next try: with 6 attempts, one in the first three leads on to the fourth.
 * A call that failed is never asked again here: the port has tried what may pass.
 * @throws whatever `call` throws.
 */
export async function askUntilRead<Value>(
  { call, parseAttempts, withRoom }: Pick<GraderContext, "call" | "parseAttempts" | "withRoom">,
  step: LlmStep,
  endpointId: string,
  request: (again: string | null) => LlmRequest,
  read: (answer: LlmAnswer) => Reading<Value>,
): Promise<Asked<Value>> {
  let rest: Extract<Asked<Value>, { status: "failed" }>["rest"] = null;
  let again: string | null = null;
  const ask = (line: string | null, attempt: number) =>
    withRoom(endpointId, () => call(request(line), { step, attempt }));
  for (let attempt = 0; ; ) {
    const answer = await ask(again, attempt);
    if (answer.status === "failed") {
      const { failureClass, message, rawAnswer } = answer;
      return { status: "failed", failureClass, message, rawAnswer, rest };
    }
    const reading = read(answer);
    if (reading.status === "read") return { status: "read", value: reading.value, answer };
    const { failureClass, message } = reading;
    if (reading.rest !== null) rest = { value: reading.rest, answer };
    attempt = failureClass === "refused" ? attempt + ATTEMPTS_PER_TRY - (attempt % ATTEMPTS_PER_TRY) : attempt + 1;
    if (attempt >= parseAttempts) return { status: "failed", failureClass, message, rawAnswer: answer.text, rest };
    again = wordAgain(attempt, failureClass);
  }
}
