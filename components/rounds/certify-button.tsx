"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { certifyRound, liveRoundKey } from "@/lib/queries/live-round";
import { pipelineKeys } from "@/lib/queries/pipeline-contract";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Switches the round to audits alone: the reads left go to the certificate. There is no way back, so it asks. */
export function CertifyButton({ projectId, live }: { readonly projectId: string; readonly live: RoundLive }) {
  const t = useTranslations("rounds.certify");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { round, settings } = live;
  const certify = useMutation({
    mutationFn: () => certifyRound(projectId, round.id),
    onSuccess: (answer) => {
      queryClient.setQueryData(liveRoundKey(projectId, round.id), answer);
      setAsking(false);
    },
    onError: (error) => toast.error(t("failed"), { description: problemText(error) }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: pipelineKeys.rounds(projectId) }),
  });
  return (
    <>
      <Button icon={ShieldCheck} onClick={() => setAsking(true)}>
        {t("action")}
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("title")}
        confirm={t("action")}
        busy={certify.isPending}
        busyLabel={t("busy")}
        onConfirm={() => certify.mutate()}
      >
        {t("body", {
          left: Math.max(0, round.budgetReads - round.readsDone),
          target: formatPercentFigure(settings.targetError),
        })}
      </ConfirmDialog>
    </>
  );
}
