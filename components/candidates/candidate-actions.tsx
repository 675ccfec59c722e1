"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowUpToLine, FlaskConical, Play, Undo2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { CandidateState, CandidateView } from "@/lib/queries/candidate-contract";
import { type CandidateStep, candidateKeys, stepCandidate } from "@/lib/queries/candidates";
import { graderKeys } from "@/lib/queries/grader-contract";
import { pipelineKeys } from "@/lib/queries/pipeline-contract";

const MAY_REJECT: readonly CandidateState[] = ["draft", "grading", "graded", "in_trial", "won", "lost", "undecided"];
/** What comes next, by state; nothing while something runs or once all is decided. */
const NEXT: Readonly<Partial<Record<CandidateState, CandidateStep>>> = {
  draft: "grade",
  graded: "trial",
  won: "promote",
};
const ICONS = { grade: Play, trial: FlaskConical, promote: ArrowUpToLine } as const;

/** What a researcher can do with a candidate now: the next step, giving it up, and after a promotion the way back. */
export function CandidateActions({
  projectId,
  candidate,
  hasUnsavedWords,
}: {
  readonly projectId: string;
  readonly candidate: CandidateView;
  /** What is typed but not saved would not be graded. */
  readonly hasUnsavedWords: boolean;
}) {
  const t = useTranslations("candidates.actions");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"promote" | "reject" | "roll-back" | null>(null);
  const step = useMutation({
    mutationFn: (name: CandidateStep) => stepCandidate(projectId, candidate.id, name),
    onSuccess: (view) => {
      queryClient.setQueryData(candidateKeys.one(projectId, candidate.id), view);
      setAsking(null);
    },
    onError: (error) => toast.error(t("failed"), { description: problemText(error) }),
    onSettled: () => {
      for (const queryKey of [
        candidateKeys.all(projectId),
        graderKeys.all(projectId),
        pipelineKeys.rounds(projectId),
      ]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    },
  });
  const next = NEXT[candidate.state];
  const isPending = (name: CandidateStep) => step.isPending && step.variables === name;
  const { trial } = candidate;
  return (
    <>
      {MAY_REJECT.includes(candidate.state) ? (
        <Button busy={isPending("reject")} onClick={() => setAsking("reject")}>
          {t("reject")}
        </Button>
      ) : null}
      {candidate.state === "in_trial" && trial !== null ? (
        <Button variant="ink" disabledReason={t("locked", { threshold: trial.threshold.toFixed(1) })}>
          {t("promote")}
        </Button>
      ) : null}
      {candidate.state === "promoted" && candidate.isCurrent ? (
        <Button icon={Undo2} busy={isPending("roll-back")} onClick={() => setAsking("roll-back")}>
          {t("rollBack")}
        </Button>
      ) : null}
      {next === "grade" || next === "trial" || next === "promote" ? (
        <Button
          variant="ink"
          icon={ICONS[next]}
          busy={isPending(next)}
          busyLabel={t(`busy.${next}`)}
          disabledReason={
            !candidate.isParentCurrent ? t("outdated") : next === "grade" && hasUnsavedWords ? t("unsaved") : null
          }
          onClick={() => (next === "promote" ? setAsking("promote") : step.mutate(next))}
        >
          {t(next)}
        </Button>
      ) : null}
      {asking === null ? null : (
        <ConfirmDialog
          open
          onClose={() => setAsking(null)}
          title={t(`ask.${asking}.title`, { number: candidate.number })}
          confirm={t(asking === "roll-back" ? "rollBack" : asking)}
          busy={step.isPending}
          busyLabel={t(asking === "roll-back" ? "busy.rollBack" : `busy.${asking}`)}
          onConfirm={() => step.mutate(asking)}
        >
          {t(`ask.${asking}.body`, {
            version: candidate.version?.label ?? "",
            parent: candidate.replaced?.label ?? candidate.parent.label,
          })}
        </ConfirmDialog>
      )}
    </>
  );
}
