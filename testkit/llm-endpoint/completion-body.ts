import { type ChatRequest, countTokens } from "@/testkit/llm-endpoint/chat-request";
import type { PreparedAnswer } from "@/testkit/llm-endpoint/prepare-answer";
import type { SpokenAnswer } from "@/testkit/llm-endpoint/spoil-answer";

export interface CompletionBody {
  readonly contentType: string;
  readonly body: string;
  readonly outputTokens: number;
}

const TOKEN = /[\s\S]{1,4}/gu;
/** Letters that one chunk of a stream carries. */
const CHUNK = /[\s\S]{1,40}/gu;
/** Tokens are given between this probability and 1; which one hangs on the token's place. */
const LEAST_PROBABILITY = 0.8;

/** Whole steps of a low-discrepancy sequence: spread evenly, the same for the same answer. */
function probabilityAt(place: number): number {
  return LEAST_PROBABILITY + (1 - LEAST_PROBABILITY) * ((place * 0.618_033_988_749_895) % 1);
}

function writeLogprobs(text: string): object {
  return {
    content: [...text.matchAll(TOKEN)].map(([token], place) => ({
      token,
      logprob: Math.log(probabilityAt(place)),
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    })),
    refusal: null,
  };
}

function cutToLimit(request: ChatRequest, spoken: SpokenAnswer): SpokenAnswer {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? null;
  if (limit === null || countTokens(spoken.text) <= limit) return spoken;
  return { ...spoken, text: spoken.text.slice(0, 4 * limit), finishReason: "length" };
}

/** The answer's bytes: one completion object, or the chunks of a stream with the usage in the last one. */
export function writeCompletion(
  { request, inputTokens }: PreparedAnswer,
  answer: SpokenAnswer,
  id: string,
  offersLogprobs: boolean,
): CompletionBody {
  const { text, finishReason, refusal } = cutToLimit(request, answer);
  const outputTokens = countTokens(text) + countTokens(refusal ?? "");
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  const created = Math.floor(Date.now() / 1000);
  const logprobs = request.logprobs === true && offersLogprobs ? writeLogprobs(text) : null;
  if (request.stream !== true) {
    const message = { role: "assistant", content: refusal === null ? text : null, refusal };
    const body = JSON.stringify({
      id,
      object: "chat.completion",
      created,
      model: request.model,
      choices: [{ index: 0, message, logprobs, finish_reason: finishReason }],
      usage,
    });
    return { contentType: "application/json", body, outputTokens };
  }
  const chunk = (delta: object, finish: string | null, extra: object = {}): string => {
    const choices = [{ index: 0, delta, finish_reason: finish, ...extra }];
    return `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created, model: request.model, choices })}\n\n`;
  };
  const pieces = refusal === null ? [...text.matchAll(CHUNK)].map(([content]) => chunk({ content }, null)) : [];
  const last = { id, object: "chat.completion.chunk", created, model: request.model, choices: [], usage };
  const body = [
    chunk({ role: "assistant", content: "" }, null, logprobs === null ? {} : { logprobs }),
    ...(refusal === null ? pieces : [chunk({ refusal }, null)]),
    chunk({}, finishReason),
    ...(request.stream_options?.include_usage === true ? [`data: ${JSON.stringify(last)}\n\n`] : []),
    "data: [DONE]\n\n",
  ].join("");
  return { contentType: "text/event-stream", body, outputTokens };
}
