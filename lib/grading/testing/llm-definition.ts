import type { LlmExtractionStep, LlmGraderDefinition, Vote } from "@/lib/grading/llm/llm-grader-definition";
import { defineOfflineGrader } from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";

const MODEL = {
  endpointId: "00000000-0000-4000-8000-000000000001",
  baseUrl: "http://127.0.0.1:9/v1",
  model: "test-model",
};

/** A vote under a name; each asks the same model. */
export function voteNamed(name: string, change: Partial<Vote> = {}): Vote {
  return { name, ...MODEL, extraInstructions: "", itemOrder: "asked", ...change };
}

/** A definition of an LLM grader for tests: one vote, no probe, JSON answers, four turns a call. */
export function llmDefinition(
  change: {
    readonly extraction?: Partial<LlmExtractionStep>;
    readonly scoring?: Partial<LlmGraderDefinition["scoring"]>;
  } = {},
): LlmGraderDefinition {
  const { profileHash, profileId } = defineOfflineGrader(MEDICINE_PROFILE);
  const common = {
    kind: "llm",
    templateVersion: 1,
    profileId,
    profileHash,
    answerFormat: "json_schema",
    temperature: 0,
    maxOutputTokens: 1_024,
    seed: null,
    instructions: "Be exact.",
  } as const;
  return {
    name: "llm",
    extraction: { ...common, ...MODEL, turnsPerCall: 4, ...change.extraction },
    scoring: {
      ...common,
      rules: [],
      workedCases: [],
      votes: [voteNamed("plain")],
      voterVersionIds: [],
      probes: { withoutFuture: false, otherFuture: false },
      ...change.scoring,
    },
  };
}
