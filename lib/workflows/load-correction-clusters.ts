import { finalLabel } from "@/lib/calibration/final-label";
import { chooseWriting } from "@/lib/calibration/repair/choose-writing";
import {
  CORRECTIONS_TO_REPAIR,
  type Correction,
  type CorrectionCluster,
  clusterCorrections,
} from "@/lib/calibration/repair/cluster-corrections";
import { type Confusion, itemsWithout } from "@/lib/calibration/repair/confusion";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { readCandidatesOfClusters } from "@/lib/db/candidate-reads";
import { countTrajectoriesOfVersion, type FlaggedUnit, readFlaggedUnits } from "@/lib/db/correction-reads";
import { findGraderVersion } from "@/lib/db/grading-reads";
import { findCurrentGraderVersion, type NamedVersion } from "@/lib/db/round-reads";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import type { ClusterReference, CorrectionClusters, CorrectionClusterView } from "@/lib/queries/candidate-contract";
import { sessionLabel } from "@/lib/trajectory/session";
import { wordValue } from "@/lib/workflows/word-value";

/** What a cluster shows of its most typical correction, characters. */
const EXAMPLE_MAX = 120;

export interface StandingCorrection extends Correction {
  readonly unit: FlaggedUnit;
  readonly trajectoryId: string;
}

/** Which step's words can repair a kind of error: none for stop labels, which are read off the dialogue. */
export type RepairableSteps = { readonly scoring: boolean; readonly extraction: boolean };

export interface FoundClusters {
  readonly version: NamedVersion;
  readonly steps: RepairableSteps;
  readonly clusters: readonly CorrectionCluster<StandingCorrection>[];
  readonly alone: number;
  /** Trajectories that the version has graded. */
  readonly trajectories: number;
}

/** The step whose words a candidate from this kind of error changes; null where no words can. */
export function stepOf({ criterion }: Confusion, steps: RepairableSteps): "scoring" | "extraction" | null {
  if (criterion === "content" || criterion === "format") return steps.scoring ? "scoring" : null;
  return criterion === "extraction" && steps.extraction ? "extraction" : null;
}

/** Clusters of the corrections of the current version; null before anything is graded. */
export async function findCorrectionClusters(projectId: string): Promise<FoundClusters | null> {
  const version = await findCurrentGraderVersion(projectId);
  if (version === null) return null;
  const [stored, flagged, trajectories] = await Promise.all([
    findGraderVersion(projectId, version.id),
    readFlaggedUnits(projectId, version.id),
    countTrajectoriesOfVersion(projectId, version.id),
  ]);
  const definition =
    stored?.graderKind === "llm" ? llmGraderDefinitionSchema.safeParse(stored.definition).data : undefined;
  const { clusters, alone } = clusterCorrections(flagged.flatMap(correctionOf));
  return {
    version,
    steps: { scoring: definition !== undefined, extraction: definition?.extraction.kind === "llm" },
    clusters,
    alone: alone.length,
    trajectories,
  };
}

/** What readers hold of a flagged unit, where it differs from the grade; nothing where they disagree. */
function correctionOf(unit: FlaggedUnit): StandingCorrection[] {
  const { graded, verdicts, trajectoryId } = unit;
  const label = finalLabel({ status: "missing" }, verdicts);
  if (label.value === null) return [];
  const key = verdictValueKey(label.value);
  if (graded !== null && verdictValueKey(graded) === key) return [];
  const first = verdicts.find(({ value }) => verdictValueKey(value) === key);
  if (first === undefined) return [];
  const comments = verdicts.map(({ comment }) => comment).join(" ");
  const text = `${subjectText(unit, label.value)} ${comments}`.trim();
  return [{ unit, trajectoryId, verdictId: first.verdictId, graded, held: label.value, text }];
}

/** What a correction is about: of items those that changed, else the response. */
function subjectText({ response, graded }: FlaggedUnit, held: VerdictValue): string {
  if (held.criterion !== "extraction") return response;
  const before = graded?.criterion === "extraction" ? graded.items : [];
  const changed = [...itemsWithout(before, held.items), ...itemsWithout(held.items, before)];
  return changed.map(({ attribute, value }) => `${attribute}: ${value}`).join(", ");
}

export function referenceOf({
  key,
  confusion,
  words,
  corrections,
}: CorrectionCluster<StandingCorrection>): ClusterReference {
  const [typical] = corrections;
  return { key, confusion, words: [...words], example: typical === undefined ? "" : exampleOf(typical) };
}

function exampleOf({ unit, held }: StandingCorrection): string {
  const text = subjectText(unit, held).replace(/\s+/gu, " ").trim();
  const characters = [...text];
  return characters.length <= EXAMPLE_MAX ? text : `${characters.slice(0, EXAMPLE_MAX - 1).join("")}…`;
}

/** The clusters of corrections on a project's current version, with the corrections a candidate would be written from. */
export async function loadCorrectionClusters(request: { readonly projectId: string }): Promise<CorrectionClusters> {
  const { projectId } = request;
  const found = await findCorrectionClusters(projectId);
  if (found === null) {
    return { version: null, clusters: [], corrections: 0, alone: 0, suggestedFrom: CORRECTIONS_TO_REPAIR };
  }
  const candidates = await readCandidatesOfClusters(projectId);
  const clusters = found.clusters.map((cluster): CorrectionClusterView => {
    const isRepairable = stepOf(cluster.confusion, found.steps) !== null;
    return {
      ...referenceOf(cluster),
      count: cluster.corrections.length,
      isRepairable,
      isSuggested: isRepairable && cluster.corrections.length >= CORRECTIONS_TO_REPAIR,
      candidate: candidates.get(cluster.key) ?? null,
      corrections: chooseWriting(cluster.corrections, found.trajectories).map(viewCorrection),
    };
  });
  return {
    version: found.version,
    clusters,
    corrections: clusters.reduce((sum, { count }) => sum + count, found.alone),
    alone: found.alone,
    suggestedFrom: CORRECTIONS_TO_REPAIR,
  };
}

function viewCorrection(correction: StandingCorrection): CorrectionClusterView["corrections"][number] {
  const { unit, verdictId, graded, held } = correction;
  return {
    verdictId,
    trajectoryId: unit.trajectoryId,
    turnId: unit.turnId,
    sessionLabel: sessionLabel(unit.sessionKey),
    round: unit.round,
    text: exampleOf(correction),
    graded: graded === null ? null : wordValue(graded),
    held: wordValue(held),
  };
}
