import type { Grader } from "@/lib/grading/grader";
import { createOfflineGrader, OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import { AppError } from "@/lib/kernel/app-error";
import { hashDefinition } from "@/lib/workflows/hash-definition";

/** A stored grader version, as far as it says which grader answers. */
export interface StoredGraderVersion {
  readonly graderKind: "offline" | "llm" | "imported";
  readonly definition: unknown;
}

export type GraderOfVersion = (version: StoredGraderVersion) => Grader;

/** The same grader, found only when it has to answer: where nothing must be scored again, none is needed. */
export function lazyGrader(find: () => Grader): Grader {
  return {
    extract: async (trajectory) => find().extract(trajectory),
    score: async (response) => find().score(response),
  };
}

let offline: Grader | null = null;

/**
 * The grader that answers under a version.
 * @throws AppError where this program can't answer as that version did: it was made by another release, or elsewhere.
 */
export const graderOfVersion: GraderOfVersion = ({ graderKind, definition }) => {
  if (graderKind === "offline") {
    if (hashDefinition(definition) !== hashDefinition(OFFLINE_GRADER_DEFINITION)) {
      throw new AppError(
        "conflict",
        "This grader version was made by another release of Second Opinion. Start a new grading run with the current one.",
      );
    }
    // Reading the domain profile takes longer than grading a trajectory, and nothing is kept between calls.
    const grader = offline ?? createOfflineGrader(MEDICINE_PROFILE);
    offline = grader;
    return grader;
  }
  throw new AppError("conflict", `A grader of the kind "${graderKind}" can't grade here.`);
};
