import { createHash } from "node:crypto";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { answerExtraction, answerProposal, answerScoring } from "@/testkit/llm-endpoint/answer-task";
import { chanceOf } from "@/testkit/llm-endpoint/chance-of";
import { type ChatRequest, chatRequestSchema, countTokens, textOf } from "@/testkit/llm-endpoint/chat-request";
import { badRequest, type EndpointError } from "@/testkit/llm-endpoint/endpoint-error";
import type { EndpointOptions } from "@/testkit/llm-endpoint/endpoint-options";
import { plantItems, plantScore } from "@/testkit/llm-endpoint/plant-mistakes";
import { readPrompt } from "@/testkit/llm-endpoint/read-prompt";
import { writeExtractionTags, writeLeastInstance, writeScoringTags } from "@/testkit/llm-endpoint/write-answer";

/** A request with the answer it gets when nothing goes wrong. */
export interface PreparedAnswer {
  readonly request: ChatRequest;
  readonly inputTokens: number;
  readonly text: string;
}

export type Prepared =
  | { readonly ok: true; readonly answer: PreparedAnswer }
  | { readonly ok: false; readonly error: EndpointError };

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

type Mistakes = Pick<EndpointOptions, "seed" | "noise" | "calmedBy" | "planted">;

async function compose(
  request: ChatRequest,
  { seed, noise: wanted, calmedBy, planted }: Mistakes,
  random: SeededRandom,
): Promise<string> {
  const format = request.response_format;
  const instructions = request.messages.filter(({ role }) => role === "system").map(({ content }) => textOf(content));
  const isCalm = calmedBy !== null && instructions.some((text) => text.includes(calmedBy));
  const noise = isCalm ? 0 : wanted;
  const prompt = request.messages.findLast(({ role }) => role === "user");
  const task = prompt === undefined ? null : readPrompt(textOf(prompt.content));
  if (task === null) {
    return format?.type === "json_schema" ? JSON.stringify(writeLeastInstance(format.json_schema.schema)) : "OK";
  }
  if (task.task === "proposal") return JSON.stringify(answerProposal(task));
  if (task.task === "extraction") {
    const answer = plantItems(await answerExtraction(task, noise, random), task, { seed, share: planted.items });
    return format?.type === "json_schema" ? JSON.stringify(answer) : writeExtractionTags(answer);
  }
  const scored = await answerScoring(task, noise, random);
  const answer = plantScore(scored, task, { seed, ...planted, rules: isCalm ? 0 : planted.rules });
  return format?.type === "json_schema" ? JSON.stringify(answer) : writeScoringTags(answer);
}

/** Reads a request's body and works its answer out. `hash` is the body's: it makes the noise this request's own. */
export async function prepareAnswer(body: string, hash: string, mistakes: Mistakes): Promise<Prepared> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, error: badRequest("We could not parse the JSON body of your request.") };
  }
  const parsed = chatRequestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, error: badRequest(`Invalid value for '${issue?.path.join(".")}': ${issue?.message}`) };
  }
  const request = parsed.data;
  const inputTokens = request.messages.reduce((sum, { content }) => sum + countTokens(textOf(content)), 0);
  const text = await compose(request, mistakes, chanceOf(mistakes.seed, "noise", hash));
  return { ok: true, answer: { request, inputTokens, text } };
}
