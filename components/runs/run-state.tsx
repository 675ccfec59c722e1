"use client";

import { CircleX, Pause } from "lucide-react";
import { useTranslations } from "use-intl";
import { Tag } from "@/components/ui/tag";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** A run's state as a tag; a dot while something is going on. */
export function RunState({ run }: { readonly run: Pick<GradingRunView, "state"> }) {
  const t = useTranslations("runs.state");
  const isLive = run.state === "running" || run.state === "paused";
  return (
    <Tag
      dot={run.state === "running"}
      icon={run.state === "paused" ? Pause : run.state === "canceled" ? CircleX : undefined}
      tone={isLive ? "strong" : "neutral"}
    >
      {t(run.state)}
    </Tag>
  );
}
