"use client";

import { useTranslations } from "use-intl";
import { Tag } from "@/components/ui/tag";
import type { RoundView } from "@/lib/queries/pipeline-contract";

/** A round's state as a tag; a dot while it hands out reads. */
export function RoundState({ state }: { readonly state: RoundView["state"] }) {
  const t = useTranslations("rounds.state");
  const live = state === "open" || state === "preparing";
  return (
    <Tag dot={live} tone={live ? "strong" : "neutral"}>
      {t(state)}
    </Tag>
  );
}
