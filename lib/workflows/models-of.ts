import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import type { StoredGraderVersion } from "@/lib/workflows/grader-of-version";

/** The models that a grader version asks, by name, each once. */
export function modelsOf({ graderKind, definition }: StoredGraderVersion): string[] {
  if (graderKind !== "llm") return [];
  const { extraction, scoring } = llmGraderDefinitionSchema.parse(definition);
  const names = [...(extraction.kind === "llm" ? [extraction.model] : []), ...scoring.votes.map(({ model }) => model)];
  return [...new Set(names)].sort();
}
