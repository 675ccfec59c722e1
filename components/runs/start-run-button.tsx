"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { problemText } from "@/components/shell/problem-text";
import { Button } from "@/components/ui/button";
import { projectKeys } from "@/lib/queries/project-contract";
import { runKeys, startRun } from "@/lib/queries/run-contract";

/** Starts a grading run with the offline grader and goes to where it can be watched. */
export function StartRunButton({
  projectId,
  variant = "plain",
  label,
}: {
  readonly projectId: string;
  readonly variant?: "ink" | "plain";
  readonly label?: string;
}) {
  const t = useTranslations("runs");
  const common = useTranslations("common");
  const router = useRouter();
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: () => startRun(projectId),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: runKeys.all(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
      router.push(projectPath(projectId, "/grading-runs"));
    },
    onError: (error) => toast.error(t("startFailed"), { description: problemText(error, common("error.unexpected")) }),
  });
  return (
    <Button
      variant={variant}
      icon={variant === "ink" ? Play : undefined}
      busy={start.isPending}
      busyLabel={t("starting")}
      onClick={() => start.mutate()}
    >
      {label ?? t("start")}
    </Button>
  );
}
