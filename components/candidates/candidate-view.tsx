"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, CheckCheck, GitCompareArrows, Sparkles } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { useFormatter, useTranslations } from "use-intl";
import { CandidateActions } from "@/components/candidates/candidate-actions";
import { CandidateState } from "@/components/candidates/candidate-state";
import { TrialCard } from "@/components/candidates/trial-card";
import { useConfusionWords } from "@/components/candidates/use-confusion-words";
import { WordsCard } from "@/components/candidates/words-card";
import { WordsEditor } from "@/components/candidates/words-editor";
import { textLanguage } from "@/components/review/text-language";
import { FailureHelp } from "@/components/runs/failure-help";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import { Spoken } from "@/components/shell/sentences";
import type { ShellActor } from "@/components/shell/shell-actor";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHead } from "@/components/ui/card";
import { Fact } from "@/components/ui/fact";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import type { CandidateView as Candidate } from "@/lib/queries/candidate-contract";
import { askForProposal, candidateKeys, fetchCandidate } from "@/lib/queries/candidates";

const WORKING_MS = 1_500;

type Actor = Pick<ShellActor, "project" | "role">;

/** One candidate from its first words to its promotion. */
export function CandidateView({ actor, candidateId }: { readonly actor: Actor; readonly candidateId: string }) {
  const t = useTranslations("candidates.page");
  const projectId = actor.project.id;
  const candidate = useQuery({
    queryKey: candidateKeys.one(projectId, candidateId),
    queryFn: () => fetchCandidate(projectId, candidateId),
    refetchInterval: ({ state: { data } }) =>
      data?.state === "grading" || data?.state === "in_trial" || data?.proposal.state === "asking" ? WORKING_MS : false,
  });
  return (
    <>
      <Link
        href={projectPath(projectId, "/rounds")}
        className="-mt-2 mb-1 -ml-1 inline-flex h-8 items-center gap-1.5 rounded-button px-1 text-control text-text-2 hover:text-text"
      >
        <Icon icon={ArrowLeft} />
        {t("back")}
      </Link>
      {candidate.data ? (
        <CandidateBody actor={actor} candidate={candidate.data} />
      ) : candidate.error ? (
        <>
          <h1 className="mb-4 text-title">{t("missing")}</h1>
          <LoadError error={candidate.error} onRetry={() => candidate.refetch()} retrying={candidate.isFetching} />
        </>
      ) : (
        <Skeleton>
          <SkeletonBar className="mb-5 h-9 w-64" />
          <Card className="h-[320px]">
            <SkeletonBar className="w-40" />
          </Card>
        </Skeleton>
      )}
    </>
  );
}

function CandidateBody({ actor, candidate }: { readonly actor: Actor; readonly candidate: Candidate }) {
  const t = useTranslations("candidates.page");
  const projectId = actor.project.id;
  const { changes, trial, state, version, proposal } = candidate;
  const [hasUnsavedWords, setHasUnsavedWords] = useState(false);
  return (
    <>
      <PageHeader
        title={t("title", { number: candidate.number })}
        tags={<CandidateState state={state} />}
        lead={t("against", { version: candidate.parent.label })}
        actions={
          <>
            {version === null ? null : (
              <ButtonLink
                icon={GitCompareArrows}
                href={projectPath(projectId, `/graders/compare?before=${candidate.parent.id}&after=${version.id}`)}
              >
                {t("compare")}
              </ButtonLink>
            )}
            {state === "in_trial" && can(actor.role, "verdict.write") ? (
              <ButtonLink icon={CheckCheck} href={projectPath(projectId, "/review")}>
                {t("review")}
              </ButtonLink>
            ) : null}
            <CandidateActions projectId={projectId} candidate={candidate} hasUnsavedWords={hasUnsavedWords} />
          </>
        }
      />
      <div className="space-y-4">
        <StateNotice candidate={candidate} />
        <Proposal projectId={projectId} candidate={candidate} />
        <div className="grid gap-4 fold:grid-cols-2">
          {trial === null ? null : <TrialCard trial={trial} number={candidate.number} />}
          {changes !== null && state !== "draft" ? (
            <WordsCard changes={changes} parent={candidate.parentChanges} />
          ) : null}
        </div>
        {changes !== null && state === "draft" && proposal.state !== "asking" ? (
          <WordsEditor
            key={`${candidate.id} ${candidate.editNumber}`}
            projectId={projectId}
            candidate={candidate}
            changes={changes}
            onUnsaved={setHasUnsavedWords}
          />
        ) : null}
        <Origin candidate={candidate} />
      </div>
    </>
  );
}

/** Where the candidate stands, and what comes next. */
function StateNotice({ candidate }: { readonly candidate: Candidate }) {
  const t = useTranslations("candidates.page");
  const { state, run, isParentCurrent } = candidate;
  if (state === "grading") {
    const isStopped = run !== null && run.state !== "running" && run.state !== "finished";
    return (
      <Notice tone={isStopped ? "warning" : "info"} title={t("grading")}>
        {run === null ? null : (
          <>
            <Progress
              className="my-2 max-w-md"
              label={t("grading")}
              value={run.tasks === 0 ? null : run.tasksDone / run.tasks}
            />
            {t("gradingDone", { done: run.tasksDone, total: run.tasks })}
            {isStopped ? " " : ""}
            {isStopped ? <Spoken text={run.stateReason ?? t("gradingStopped")} /> : null}
          </>
        )}
      </Notice>
    );
  }
  const isOpen = state === "draft" || state === "graded" || state === "won";
  if (isOpen && !isParentCurrent) {
    return (
      <Notice tone="warning" title={t("outdatedTitle")}>
        {t("outdated", { version: candidate.parent.label })}
      </Notice>
    );
  }
  return <Notice>{t(`next.${state}`)}</Notice>;
}

/** What a model was asked, and what came of it. */
function Proposal({ projectId, candidate }: { readonly projectId: string; readonly candidate: Candidate }) {
  const t = useTranslations("candidates.proposal");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const { proposal, state, cluster } = candidate;
  const ask = useMutation({
    mutationFn: () => askForProposal(projectId, candidate.id),
    onSuccess: (view) => queryClient.setQueryData(candidateKeys.one(projectId, candidate.id), view),
    onError: (error) => toast.error(t("askFailed"), { description: problemText(error) }),
  });
  const askButton =
    state === "draft" && cluster !== null && proposal.state !== "asking" ? (
      <Button size="small" icon={Sparkles} busy={ask.isPending} onClick={() => ask.mutate()}>
        {t(proposal.state === "none" ? "ask" : "askAgain")}
      </Button>
    ) : null;
  switch (proposal.state) {
    case "none":
      return askButton === null ? null : <Notice action={askButton}>{t("offer")}</Notice>;
    case "asking":
      return <Notice title={t("asking", { endpoint: proposal.endpoint ?? "" })}>{t("askingBody")}</Notice>;
    case "failed":
      return (
        <Notice tone="error" title={t("failed")} action={askButton}>
          <Spoken text={proposal.failure?.message} />
          {proposal.failure ? <FailureHelp failureClass={proposal.failure.failureClass} className="mt-1" /> : null}
        </Notice>
      );
    case "answered":
      return (
        <Notice title={t("answered", { endpoint: proposal.endpoint ?? "" })} action={askButton}>
          {proposal.critique}
        </Notice>
      );
  }
}

/** What it was written from: that never judges it. */
function Origin({ candidate }: { readonly candidate: Candidate }) {
  const t = useTranslations("candidates.origin");
  const source = useTranslations("candidates.source");
  const confusionWords = useConfusionWords();
  const format = useFormatter();
  const { cluster, writtenFrom, version, decidedAt } = candidate;
  return (
    <Card labelledBy="origin">
      <CardHead id="origin" title={t("title")} />
      <dl className="mt-3 flex flex-wrap gap-x-10 gap-y-3">
        <Fact name={t("source")}>{source(candidate.source)}</Fact>
        {version === null ? null : <Fact name={t("version")}>{version.label}</Fact>}
        <Fact name={t("begun")}>{format.dateTime(new Date(candidate.createdAt), { dateStyle: "medium" })}</Fact>
        {decidedAt === null ? null : (
          <Fact name={t("decided")}>{format.dateTime(new Date(decidedAt), { dateStyle: "medium" })}</Fact>
        )}
      </dl>
      {cluster === null ? null : (
        <div className="mt-4 border-line border-t pt-3">
          <p className="text-control font-[560]">{confusionWords(cluster.confusion)}</p>
          <p lang={textLanguage(cluster.example)} className="mt-0.5 line-clamp-3 text-control text-text-2">
            {cluster.example}
          </p>
        </div>
      )}
      {writtenFrom.verdicts > 0 ? (
        <p className="mt-3 text-label text-text-3">
          {t("written", { verdicts: writtenFrom.verdicts, trajectories: writtenFrom.trajectories })}
        </p>
      ) : null}
    </Card>
  );
}
