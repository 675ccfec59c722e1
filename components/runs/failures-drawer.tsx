"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailedMark } from "@/components/marks/failed-mark";
import { FailureHelp } from "@/components/runs/failure-help";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { Spoken } from "@/components/shell/sentences";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { Drawer } from "@/components/ui/drawer";
import { Select } from "@/components/ui/select";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import type { FailureClass } from "@/lib/grading/grader";
import { type FailedGrade, fetchRunFailures, type GradingRunView, runKeys } from "@/lib/queries/run-contract";

/** A run's failed grades with what the endpoint sent, by class. */
export function FailuresDrawer({
  projectId,
  run,
  first,
  onClose,
}: {
  readonly projectId: string;
  readonly run: GradingRunView;
  /** The class shown first. */
  readonly first: FailureClass;
  readonly onClose: () => void;
}) {
  const t = useTranslations("runs.failures");
  const marks = useTranslations("marks.failure");
  const common = useTranslations("common");
  const [chosen, setChosen] = useState<FailureClass | "all">(first);
  const failureClass = chosen === "all" ? null : chosen;
  const pages = useInfiniteQuery({
    queryKey: runKeys.failures(projectId, run.id, failureClass),
    queryFn: ({ pageParam }) => fetchRunFailures(projectId, run.id, failureClass, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const failures = pages.data?.pages.flatMap((page) => page.failures) ?? [];
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("drawerTitle")}
      description={t("drawerLead", { grader: run.graderLabel })}
    >
      <Select
        label={t("filter")}
        value={chosen}
        options={[
          { value: "all", label: t("all") },
          ...run.failureClasses.map((one) => ({
            value: one.failureClass,
            label: `${marks(one.failureClass)} (${one.count})`,
          })),
        ]}
        onChange={setChosen}
        className="w-full"
      />
      {failureClass === null ? null : <FailureHelp failureClass={failureClass} className="mt-3" />}
      <div className="mt-4">
        {pages.data ? (
          failures.length === 0 ? (
            <p className="text-body text-text-2">{t("none")}</p>
          ) : (
            <>
              <ul>
                {failures.map((failure) => (
                  <FailedGradeRow key={failure.unitId} projectId={projectId} failure={failure} />
                ))}
              </ul>
              {pages.hasNextPage ? (
                <Button
                  className="mt-4"
                  onClick={() => pages.fetchNextPage()}
                  busy={pages.isFetchingNextPage}
                  busyLabel={common("loadingMore")}
                >
                  {common("loadMore")}
                </Button>
              ) : null}
            </>
          )
        ) : pages.error ? (
          <LoadError error={pages.error} onRetry={() => pages.refetch()} retrying={pages.isFetching} />
        ) : (
          <Skeleton className="space-y-6">
            {["a", "b", "c", "d"].map((key) => (
              <div key={key} className="space-y-2">
                <SkeletonBar className="w-48" />
                <SkeletonBar />
              </div>
            ))}
          </Skeleton>
        )}
      </div>
    </Drawer>
  );
}

function FailedGradeRow({ projectId, failure }: { readonly projectId: string; readonly failure: FailedGrade }) {
  const t = useTranslations("runs.failures");
  const criterion = useTranslations("marks.criterion");
  return (
    <li className="border-line border-b py-3 last:border-b-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-control">
        <span className="min-w-0">
          <Link
            href={projectPath(projectId, `/trajectories/${failure.trajectoryId}#turn-${failure.round}`)}
            className="text-grader hover:underline"
          >
            <code>{failure.sessionLabel}</code>, {t("turn", { round: failure.round })}
          </Link>{" "}
          <span className="text-text-3">{criterion(failure.criterion)}</span>
        </span>
        <FailedMark failureClass={failure.failureClass} size={14} small />
      </div>
      <p className="mt-1 text-control text-text-2">
        <Spoken text={failure.rationale} />
      </p>
      {failure.rawAnswer === null ? (
        <p className="mt-1 text-label text-text-3">{t("noRaw")}</p>
      ) : (
        <Disclosure summary={t("raw")}>
          <CodeBlock label={t("raw")} text={failure.rawAnswer} />
        </Disclosure>
      )}
    </li>
  );
}
