"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PencilLine, Sparkles } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useConfusionWords } from "@/components/candidates/use-confusion-words";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { textLanguage } from "@/components/review/text-language";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Disclosure } from "@/components/ui/disclosure";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { withKeys } from "@/components/ui/with-keys";
import type { CorrectionClusterView } from "@/lib/queries/candidate-contract";
import { candidateKeys, createCandidate, fetchClusters } from "@/lib/queries/candidates";

/** Shapes drawn for the corrections of one cluster; the number beside them tells the rest. */
const MOST_SHAPES = 12;

/** Corrections of the current version that are alike, the largest kind first; each is where a repair can begin. */
export function ClustersCard({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("candidates.clusters");
  const clusters = useQuery({ queryKey: candidateKeys.clusters(projectId), queryFn: () => fetchClusters(projectId) });
  const { data } = clusters;
  return (
    <Card labelledBy="clusters" className="h-full">
      <CardHead id="clusters" title={t("title")} aside={data ? t("from", { count: data.suggestedFrom }) : null} />
      {data ? (
        data.clusters.length === 0 ? (
          <p className="mt-2 max-w-[60ch] text-control text-text-2">
            {data.corrections === 0 ? t("none") : t("allAlone", { count: data.corrections })}
          </p>
        ) : (
          <>
            <ul className="mt-2">
              {data.clusters.map((cluster) => (
                <ClusterRow key={cluster.key} projectId={projectId} cluster={cluster} from={data.suggestedFrom} />
              ))}
            </ul>
            {data.alone > 0 ? <p className="mt-3 text-label text-text-3">{t("alone", { count: data.alone })}</p> : null}
          </>
        )
      ) : clusters.error ? (
        <div className="mt-3">
          <LoadError error={clusters.error} onRetry={() => clusters.refetch()} retrying={clusters.isFetching} />
        </div>
      ) : (
        <Skeleton>
          <SkeletonBar className="mt-4 w-2/3" />
          <SkeletonBar className="mt-4 w-1/2" />
        </Skeleton>
      )}
    </Card>
  );
}

function ClusterRow({
  projectId,
  cluster,
  from,
}: {
  readonly projectId: string;
  readonly cluster: CorrectionClusterView;
  readonly from: number;
}) {
  const t = useTranslations("candidates.clusters");
  const confusionWords = useConfusionWords();
  const { candidate, count, words } = cluster;
  // One for each correction, and open ones for those that are lacking.
  const length = Math.min(MOST_SHAPES, Math.max(count, from));
  const shapes = withKeys(Array.from({ length }, (_, at) => at < count));
  return (
    <li className="border-line py-3.5 not-last:border-b">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="text-control font-[560]">{confusionWords(cluster.confusion)}</p>
          <p className="mt-0.5 truncate text-label text-text-3" lang={textLanguage(cluster.example)}>
            {words.length > 0 ? t("words", { words: words.join(", ") }) : t("example", { text: cluster.example })}
          </p>
        </div>
        <span className="flex items-center gap-3">
          <span aria-hidden="true" className="flex flex-wrap gap-0.5">
            {shapes.map(({ key, row: isFilled }) =>
              isFilled ? (
                <VerdictGlyph key={key} kind="wrong" size={11} />
              ) : (
                <span key={key} className="m-px size-[9px] rounded-full border border-line-strong" />
              ),
            )}
          </span>
          <span className="text-control whitespace-nowrap tabular-nums">
            {count >= from ? t("count", { count }) : t("countOf", { count, from })}
          </span>
        </span>
        {candidate === null ? (
          cluster.isRepairable ? (
            <BeginButtons projectId={projectId} cluster={cluster} />
          ) : (
            <span className="text-label text-text-3">
              {t(cluster.confusion.criterion === "decision" ? "notRepairable" : "noWords")}
            </span>
          )
        ) : (
          <Link
            href={projectPath(projectId, `/candidates/${candidate.id}`)}
            className="text-control font-[560] text-grader hover:underline"
          >
            {t("candidate", { number: candidate.number })}
          </Link>
        )}
      </div>
      <Disclosure summary={t("corrections")} aside={t("shown", { count: cluster.corrections.length })} className="mt-1">
        <ul className="space-y-2">
          {cluster.corrections.map((one) => (
            <li key={one.verdictId} className="text-control">
              <Link
                href={projectPath(projectId, `/trajectories/${one.trajectoryId}#turn-${one.round}`)}
                className="font-mono text-label text-text-3 hover:underline"
              >
                {t("place", { session: one.sessionLabel, round: one.round })}
              </Link>
              <p lang={textLanguage(one.text)} className="line-clamp-3 text-text-2">
                {one.text}
              </p>
              <p className="text-label">
                <span className="text-text-3 line-through">{one.graded ?? t("noGrade")}</span>{" "}
                <span className="text-wrong">{one.held}</span>
              </p>
            </li>
          ))}
        </ul>
      </Disclosure>
    </li>
  );
}

/** By hand at once; by a model once so many corrections are alike. */
function BeginButtons({ projectId, cluster }: { readonly projectId: string; readonly cluster: CorrectionClusterView }) {
  const t = useTranslations("candidates.clusters");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const router = useRouter();
  const begin = useMutation({
    mutationFn: (source: "by_hand" | "proposed") =>
      createCandidate(
        projectId,
        source === "by_hand"
          ? { source, clusterKey: cluster.key }
          : { source, clusterKey: cluster.key, endpointId: null },
      ),
    onSuccess: ({ id }) => router.push(projectPath(projectId, `/candidates/${id}`)),
    onError: (error) => toast.error(t("failed"), { description: problemText(error) }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: candidateKeys.all(projectId) }),
  });
  return (
    <span className="flex flex-wrap gap-2">
      <Button
        size="small"
        icon={PencilLine}
        busy={begin.isPending && begin.variables === "by_hand"}
        onClick={() => begin.mutate("by_hand")}
      >
        {t("write")}
      </Button>
      {cluster.isSuggested ? (
        <Button
          size="small"
          icon={Sparkles}
          busy={begin.isPending && begin.variables === "proposed"}
          onClick={() => begin.mutate("proposed")}
        >
          {t("propose")}
        </Button>
      ) : null}
    </span>
  );
}
