"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { endRound, pipelineKeys, type RoundView } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

/** Ends an open round after asking: what is not used, what still counts, what stays. */
export function EndRound({ projectId, round }: { readonly projectId: string; readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => endRound(projectId, round.id),
    onSuccess: () => setAsking(false),
    onError: (error) => toast.error(t("endFailed"), { description: problemText(error) }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.rounds(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("end")}</Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("endTitle", { number: round.number })}
        confirm={t("end")}
        busy={end.isPending}
        busyLabel={t("ending")}
        onConfirm={() => end.mutate()}
      >
        {t("endBody", { left: Math.max(0, round.budgetReads - round.readsDone) })}
      </ConfirmDialog>
    </>
  );
}
