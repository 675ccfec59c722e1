"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CandidateState } from "@/components/candidates/candidate-state";
import { NewCandidateDialog } from "@/components/candidates/new-candidate-dialog";
import { useConfusionWords } from "@/components/candidates/use-confusion-words";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { candidateKeys, fetchCandidates } from "@/lib/queries/candidates";

const WORKING_MS = 3_000;

/** Every candidate, newest first, with what it was written from and how it stands. */
export function CandidatesCard({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("candidates.list");
  const confusionWords = useConfusionWords();
  const [dialogOpen, setDialogOpen] = useState(false);
  const candidates = useQuery({
    queryKey: candidateKeys.list(projectId),
    queryFn: () => fetchCandidates(projectId),
    refetchInterval: (query) =>
      query.state.data?.candidates.some(({ state }) => state === "grading" || state === "in_trial")
        ? WORKING_MS
        : false,
  });
  const list = candidates.data?.candidates;
  return (
    <Card labelledBy="candidates" className="h-full">
      <div className="flex items-start justify-between gap-4">
        <CardHead id="candidates" title={t("title")} />
        <Button size="small" icon={Plus} className="-mt-1.5" onClick={() => setDialogOpen(true)}>
          {t("new")}
        </Button>
      </div>
      {list ? (
        list.length === 0 ? (
          <p className="mt-2 max-w-[60ch] text-control text-text-2">{t("none")}</p>
        ) : (
          <ul className="mt-2">
            {list.map((candidate) => (
              <li
                key={candidate.id}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line py-3 not-last:border-b"
              >
                <div className="min-w-0 flex-1 basis-56">
                  <Link
                    href={projectPath(projectId, `/candidates/${candidate.id}`)}
                    className="text-control font-[560] hover:underline"
                  >
                    {t("name", { number: candidate.number })}
                  </Link>
                  <p className="mt-0.5 truncate text-label text-text-3">
                    {t("against", { version: candidate.parent.label })}
                    {candidate.cluster === null ? "" : ` · ${confusionWords(candidate.cluster.confusion)}`}
                  </p>
                </div>
                <span className="text-label text-text-3">
                  <RelativeTime at={candidate.createdAt} />
                </span>
                <CandidateState state={candidate.state} />
              </li>
            ))}
          </ul>
        )
      ) : candidates.error ? (
        <div className="mt-3">
          <LoadError error={candidates.error} onRetry={() => candidates.refetch()} retrying={candidates.isFetching} />
        </div>
      ) : (
        <Skeleton>
          <SkeletonBar className="mt-4 w-2/3" />
        </Skeleton>
      )}
      <NewCandidateDialog projectId={projectId} open={dialogOpen} onOpenChange={setDialogOpen} />
    </Card>
  );
}
