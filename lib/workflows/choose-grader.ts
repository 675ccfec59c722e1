import type { Transaction } from "@/lib/db/client";
import { findVersionCalled } from "@/lib/db/grader-version-reads";
import { ensureGraderVersion } from "@/lib/db/grading-writes";
import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { withVotes } from "@/lib/grading/with-votes";
import { AppError } from "@/lib/kernel/app-error";
import type { NewRun } from "@/lib/queries/run-contract";
import { ensureLlmVersion } from "@/lib/workflows/ensure-llm-version";
import { hashDefinition } from "@/lib/workflows/hash-definition";

const OFFLINE = "offline";

/** The grader that a run is to have; `versionId` is null where such a version is not made yet. */
export type ChosenGrader =
  | { readonly kind: "offline"; readonly name: string; readonly versionId: string | null }
  | {
      readonly kind: "llm";
      readonly name: string;
      readonly versionId: string | null;
      readonly definition: LlmGraderDefinition;
    };

/**
 * Finds the grader that a person names by a version's id, its label ("judge 2") or a grader's name (its newest version),
 * with another number of votes where asked for; makes nothing.
 * @throws AppError missing: no such grader; conflict: a version that can't grade here; invalid: votes of a grader that
 * has none.
 */
export async function chooseGrader(
  projectId: string,
  { grader, votes }: Pick<NewRun, "grader" | "votes">,
): Promise<ChosenGrader> {
  const version = await findVersionCalled(projectId, grader);
  if (version === null && grader !== OFFLINE) {
    throw new AppError("missing", `There is no grader called “${grader}” in this project. \`grader list\` shows them.`);
  }
  if (version !== null && version.kind === "imported") {
    throw new AppError(
      "conflict",
      `The grades of ${version.label} were made elsewhere and imported: it can't grade here.`,
    );
  }
  if (version === null || version.kind === "offline") {
    if (votes !== null) {
      throw new AppError("invalid", "The offline grader computes its answer, so it has no votes. Leave them out.");
    }
    const isCurrent = version?.contentHash === hashDefinition(OFFLINE_GRADER_DEFINITION);
    if (version !== null && !isCurrent && grader !== version.graderName) {
      throw new AppError(
        "conflict",
        `${version.label} was made by another release of Second Opinion. Grade with “${version.graderName}”, its current version.`,
      );
    }
    return {
      kind: "offline",
      name: version?.graderName ?? OFFLINE,
      versionId: isCurrent ? (version?.id ?? null) : null,
    };
  }
  const own = llmGraderDefinitionSchema.parse(version.definition);
  const definition = votes === null ? own : withVotes(own, votes);
  const versionId = definition === own ? version.id : null;
  return { kind: "llm", name: version.graderName, versionId, definition };
}

/** The chosen grader's version, made where it is new. Call under `lockRunStart`. */
export async function ensureChosenVersion(
  transaction: Transaction,
  projectId: string,
  chosen: ChosenGrader,
): Promise<{ readonly id: string; readonly number: number }> {
  if (chosen.kind === "llm") {
    return ensureLlmVersion(transaction, { projectId, name: chosen.name, definition: chosen.definition });
  }
  return ensureGraderVersion(transaction, {
    projectId,
    name: chosen.name,
    kind: "offline",
    contentHash: hashDefinition(OFFLINE_GRADER_DEFINITION),
    definition: JSON.stringify(OFFLINE_GRADER_DEFINITION),
  });
}
