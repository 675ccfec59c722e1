"use client";

import { Play } from "lucide-react";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { ButtonLink } from "@/components/ui/button-link";

/** Goes to the grading runs with the start dialog open. */
export function StartRunButton({
  projectId,
  graderVersionId,
  variant = "plain",
  label,
}: {
  readonly projectId: string;
  /** Chosen in the dialog from the start. */
  readonly graderVersionId?: string;
  readonly variant?: "ink" | "plain";
  readonly label?: string;
}) {
  const t = useTranslations("runs");
  return (
    <ButtonLink
      href={projectPath(projectId, `/grading-runs?start=${graderVersionId ?? "run"}`)}
      variant={variant}
      icon={variant === "ink" ? Play : undefined}
    >
      {label ?? t("start")}
    </ButtonLink>
  );
}
