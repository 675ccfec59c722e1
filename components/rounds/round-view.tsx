"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, CheckCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { AccuracyCard } from "@/components/rounds/accuracy-card";
import { ConfusionCard } from "@/components/rounds/confusion-card";
import { FlagsCard, LanesCard, ReadsCard } from "@/components/rounds/effort-cards";
import { RoundState } from "@/components/rounds/round-state";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import { problemText } from "@/components/shell/problem-text";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import { endRound, fetchRound, pipelineKeys, type RoundView as Round } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

/** One round: effort, accuracy from the audit lane with its interval, where grader and clinicians differ. */
export function RoundView({
  actor,
  roundId,
}: {
  readonly actor: Pick<ShellActor, "project" | "role">;
  readonly roundId: string;
}) {
  const t = useTranslations("rounds");
  const projectId = actor.project.id;
  const round = useQuery({
    queryKey: pipelineKeys.round(projectId, roundId),
    queryFn: () => fetchRound(projectId, roundId),
    refetchInterval: (query) => {
      const state = query.state.data?.state;
      return state === "open" || state === "preparing" ? 1_000 : false;
    },
  });
  return (
    <>
      <Link
        href={projectPath(projectId, "/rounds")}
        className="-mt-2 mb-1 -ml-1 inline-flex h-8 items-center gap-1.5 rounded-button px-1 text-control text-text-2 hover:text-text"
      >
        <Icon icon={ArrowLeft} />
        {t("page.back")}
      </Link>
      {round.data ? (
        <RoundBody round={round.data} actor={actor} />
      ) : round.error ? (
        <>
          <h1 className="mb-4 text-title">{t("page.missingTitle")}</h1>
          <LoadError error={round.error} onRetry={() => round.refetch()} retrying={round.isFetching} />
        </>
      ) : (
        <Skeleton>
          <SkeletonBar className="mb-5 h-9 w-64" />
          <div className="grid gap-4 fold:grid-cols-3">
            {["a", "b", "c"].map((key) => (
              <Card key={key} className="h-[196px]">
                <SkeletonBar className="w-24" />
              </Card>
            ))}
          </div>
          <Card className="mt-4 h-64">
            <SkeletonBar className="w-40" />
          </Card>
        </Skeleton>
      )}
    </>
  );
}

function RoundBody({ round, actor }: { readonly round: Round; readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("rounds");
  const projectId = actor.project.id;
  const left = Math.max(0, round.budgetReads - round.readsDone);
  const minutesLeft =
    round.state === "open" && round.secondsPerRead !== null && left > 0
      ? Math.max(1, Math.round((left * round.secondsPerRead) / 60))
      : null;
  const lead = [
    t("page.lead", { grader: round.graderLabel, done: round.readsDone, budget: round.budgetReads }),
    minutesLeft === null ? null : t("page.minutesLeft", { minutes: minutesLeft }),
  ]
    .filter((part) => part !== null)
    .join(", ");
  return (
    <>
      <PageHeader
        title={t("name", { number: round.number })}
        tags={<RoundState state={round.state} />}
        lead={lead}
        actions={
          round.state === "open" ? (
            <>
              {can(actor.role, "round.manage") ? <EndRound projectId={projectId} round={round} left={left} /> : null}
              {left > 0 && can(actor.role, "verdict.write") ? (
                <ButtonLink variant="ink" icon={CheckCheck} href={projectPath(projectId, "/review")}>
                  {t("page.review")}
                </ButtonLink>
              ) : null}
            </>
          ) : null
        }
      />
      <div className="space-y-4">
        {round.state === "preparing" ? <Notice>{t("page.preparing")}</Notice> : null}
        {round.state === "finished" ? <Notice>{t("page.ended")}</Notice> : null}
        <div className="grid gap-4 fold:grid-cols-3">
          <ReadsCard round={round} />
          <LanesCard round={round} />
          <FlagsCard round={round} />
        </div>
        <AccuracyCard round={round} />
        <ConfusionCard round={round} />
      </div>
    </>
  );
}

function EndRound({
  projectId,
  round,
  left,
}: {
  readonly projectId: string;
  readonly round: Round;
  readonly left: number;
}) {
  const t = useTranslations("rounds.page");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => endRound(projectId, round.id),
    onSuccess: () => setAsking(false),
    onError: (error) => toast.error(t("endFailed"), { description: problemText(error, common("error.unexpected")) }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.rounds(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("end")}</Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t("endTitle", { number: round.number })}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{common("cancel")}</Button>
            <Button variant="ink" busy={end.isPending} busyLabel={t("ending")} onClick={() => end.mutate()}>
              {t("end")}
            </Button>
          </>
        }
      >
        <p className="text-body text-text-2">{t("endBody", { left })}</p>
      </Dialog>
    </>
  );
}
