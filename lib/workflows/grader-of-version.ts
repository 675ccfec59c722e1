import type { Grader } from "@/lib/grading/grader";
import type { WithRoom } from "@/lib/grading/llm/grader-context";
import type { LlmCall } from "@/lib/grading/llm/llm-call";
import { createLlmGrader } from "@/lib/grading/llm/llm-grader";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { createOfflineGrader, OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import { AppError } from "@/lib/kernel/app-error";
import { hashDefinition } from "@/lib/workflows/hash-definition";

/** A stored grader version, as far as it says which grader answers. */
export interface StoredGraderVersion {
  readonly graderKind: "offline" | "llm" | "imported";
  readonly definition: unknown;
}

/** How a grader that calls models does so. */
export interface Asking {
  readonly call: LlmCall;
  /** Holds back the writing of a prompt until its call has room; left out where only a few are asked. */
  readonly withRoom?: WithRoom;
  /** How often an answer that can't be used is asked for anew. */
  readonly parseAttempts: number;
}

export type GraderOfVersion = (version: StoredGraderVersion, asking?: Asking) => Grader;

/** Answers that a run asks for until one can be used; each retry of what failed allows as many again. */
const PARSE_ATTEMPTS = 3;

export function parseAttemptsAfter(retries: number): number {
  return PARSE_ATTEMPTS * (retries + 1);
}

/** The same grader, found only when it has to answer: where nothing must be scored again, none is needed. */
export function lazyGrader(find: () => Grader): Grader {
  let found: Grader | null = null;
  const grader = () => {
    found ??= find();
    return found;
  };
  return {
    extract: async (trajectory) => grader().extract(trajectory),
    score: async (response) => grader().score(response),
  };
}

/** Where a correction changes what a response is scored against, such a grader has no score: it was made elsewhere. */
const NO_SCORE = {
  status: "failed",
  failureClass: "refused",
  rationale:
    "This grader's scores were made elsewhere and imported; it can't score anew what a correction has changed.",
  rawAnswer: null,
} as const;
const IMPORTED: Grader = {
  extract: async () => {
    throw new AppError("conflict", "These grades were made elsewhere and imported: this grader can't grade here.");
  },
  score: async () => ({ content: NO_SCORE, format: NO_SCORE }),
};

let offline: Grader | null = null;

/**
 * The grader that answers under a version; one that calls models needs to be told how.
 * @throws AppError where this program can't answer as that version did: it was made by another release, or elsewhere.
 */
export const graderOfVersion: GraderOfVersion = ({ graderKind, definition }, asking) => {
  switch (graderKind) {
    case "offline": {
      if (hashDefinition(definition) !== hashDefinition(OFFLINE_GRADER_DEFINITION)) {
        throw new AppError(
          "conflict",
          "This grader version was made by another release of Second Opinion. Start a new grading run with the current one.",
        );
      }
      // Reading the domain profile takes longer than grading a trajectory, and nothing is kept between calls.
      offline ??= createOfflineGrader(MEDICINE_PROFILE);
      return offline;
    }
    case "llm": {
      if (asking === undefined) throw new Error("A grader that calls models was not told how.");
      const parsed = llmGraderDefinitionSchema.parse(definition);
      return createLlmGrader({ definition: parsed, profile: MEDICINE_PROFILE, ...asking });
    }
    case "imported":
      return IMPORTED;
  }
};
