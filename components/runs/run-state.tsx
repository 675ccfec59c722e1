"use client";

import { useTranslations } from "use-intl";
import { Tag } from "@/components/ui/tag";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** A run's state as a tag; a dot while something is going on. */
export function RunState({ run }: { readonly run: Pick<GradingRunView, "state"> }) {
  const t = useTranslations("runs.state");
  return (
    <Tag dot={run.state === "running"} tone={run.state === "running" ? "strong" : "neutral"}>
      {t(run.state)}
    </Tag>
  );
}
