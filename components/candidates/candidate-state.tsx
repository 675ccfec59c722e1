"use client";

import { useTranslations } from "use-intl";
import { Tag, type TagTone } from "@/components/ui/tag";
import type { CandidateState as State } from "@/lib/queries/candidate-contract";

const TONES: Readonly<Record<State, TagTone>> = {
  draft: "neutral",
  grading: "strong",
  graded: "neutral",
  in_trial: "strong",
  won: "agree",
  lost: "wrong",
  undecided: "unsure",
  promoted: "agree",
  rejected: "neutral",
  rolled_back: "neutral",
};

/** A candidate's state as a tag; a dot while something goes on. */
export function CandidateState({ state }: { readonly state: State }) {
  const t = useTranslations("candidates.state");
  return (
    <Tag tone={TONES[state]} dot={state === "grading" || state === "in_trial"}>
      {t(state)}
    </Tag>
  );
}
