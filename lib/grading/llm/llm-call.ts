import type { FailureClass } from "@/lib/grading/grader";

export interface LlmMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

/** Everything that is sent to a model and could change its answer. */
export interface LlmRequest {
  readonly endpointId: string;
  readonly model: string;
  readonly messages: readonly LlmMessage[];
  /** The JSON Schema that the answer must follow; null where the answer comes in tags. */
  readonly answerSchema: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> } | null;
  /** 0 … 2; null leaves it to the endpoint. */
  readonly temperature: number | null;
  readonly maxOutputTokens: number;
  readonly seed: number | null;
  /** Tells apart answers to the same words: the vote's place, from 0. */
  readonly sample: number;
}

export type LlmStep = "extraction" | "scoring" | "probe" | "test" | "proposal";

export interface LlmAnswer {
  readonly status: "answered";
  readonly text: string;
  /** `stop`, `length`, `content_filter` or what else the endpoint said. */
  readonly finishReason: string;
  /** Mean probability of the answer's tokens, 0 … 1; null where it is not offered. */
  readonly tokenConfidence: number | null;
}

/** No answer after all tries that the failure class allows. */
export interface LlmFailure {
  readonly status: "failed";
  readonly failureClass: FailureClass;
  /** For the person: what happened, without the dialogue's text. */
  readonly message: string;
  /** What the endpoint sent instead of an answer; null where it sent nothing. */
  readonly rawAnswer: string | null;
}

/**
 * The far side of an LLM grader: one question, one answer. It waits for the endpoint's limits and tries again what may
 * pass; the answer is stored before it is given back, and the same request and attempt gives the same stored answer
 * for ever. `attempt`, from 0, asks anew where the answer before could not be parsed.
 * @throws whatever stops the whole run (paused, canceled, refused key): a grader lets it through.
 */
export type LlmCall = (
  request: LlmRequest,
  context: { readonly step: LlmStep; readonly attempt: number },
) => Promise<LlmAnswer | LlmFailure>;
