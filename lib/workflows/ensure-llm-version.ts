import type { Transaction } from "@/lib/db/client";
import { ensureGraderVersion } from "@/lib/db/grading-writes";
import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { hashDefinition } from "@/lib/workflows/hash-definition";

/**
 * The version of an LLM grader that has this definition, made where it is new, with its two steps. Everything that
 * makes versions comes through here, so that the same words are one version. Call under `lockRunStart`.
 */
export async function ensureLlmVersion(
  transaction: Transaction,
  { projectId, name, definition }: { projectId: string; name: string; definition: LlmGraderDefinition },
): Promise<{ readonly id: string; readonly number: number }> {
  const whole = llmGraderDefinitionSchema.parse(definition);
  const frozen = (part: unknown) => ({ contentHash: hashDefinition(part), definition: JSON.stringify(part) });
  return ensureGraderVersion(transaction, {
    projectId,
    name,
    kind: "llm",
    ...frozen(whole),
    steps: { extraction: frozen(whole.extraction), scoring: frozen(whole.scoring) },
  });
}
