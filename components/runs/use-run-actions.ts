"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { projectKeys } from "@/lib/queries/project-contract";
import { cancelRun, type GradingRunView, pauseRun, resumeRun, retryRun, runKeys } from "@/lib/queries/run-contract";

type RunAction =
  | { readonly verb: "pause" | "cancel" | "retry" }
  /** A ceiling replaces the one before; null takes it away; left out keeps it. */
  | { readonly verb: "resume"; readonly costCeilingUsd?: number | null };

function perform(projectId: string, runId: string, action: RunAction): Promise<GradingRunView> {
  switch (action.verb) {
    case "pause":
      return pauseRun(projectId, runId);
    case "cancel":
      return cancelRun(projectId, runId);
    case "retry":
      return retryRun(projectId, runId);
    case "resume":
      return resumeRun(
        projectId,
        runId,
        action.costCeilingUsd === undefined ? {} : { costCeilingUsd: action.costCeilingUsd },
      );
  }
}

/** Pause, resume, cancel and retry of one run; `busy` is the verb on its way. */
export function useRunActions(projectId: string, runId: string) {
  const t = useTranslations("runs");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (action: RunAction) => perform(projectId, runId, action),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
      return queryClient.invalidateQueries({ queryKey: runKeys.all(projectId), exact: true });
    },
    onError: (error, action) => toast.error(t(`actionFailed.${action.verb}`), { description: problemText(error) }),
  });
  return {
    act: (action: RunAction, onDone?: () => void) => act.mutate(action, { onSuccess: onDone }),
    busy: act.isPending ? act.variables.verb : null,
  };
}
