"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { useDeferredValue, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { textLanguage } from "@/components/review/text-language";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { Table } from "@/components/ui/table";
import { fetchTrajectories, projectKeys } from "@/lib/queries/project-contract";

/** Search, rows, and the next page on demand (keyset: the cost of a page does not grow with its place). */
export function TrajectoryList({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("trajectories");
  const common = useTranslations("common");
  const format = useFormatter();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const pages = useInfiniteQuery({
    queryKey: projectKeys.trajectories(projectId, search),
    queryFn: ({ pageParam }) => fetchTrajectories(projectId, search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <div className="relative max-w-[360px]">
        <Icon icon={Search} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-text-3" />
        <Input
          type="search"
          aria-label={t("search")}
          value={typed}
          placeholder={t("search")}
          onChange={(event) => setTyped(event.target.value)}
          className="pl-9 [&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      {pages.data ? (
        <Card padded={false} className="overflow-hidden">
          {rows.length === 0 ? (
            <div className="flex flex-wrap items-center gap-4 p-6">
              <p className="text-body text-text-2">{t("noMatch", { search })}</p>
              <Button size="small" onClick={() => setTyped("")}>
                {t("clearSearch")}
              </Button>
            </div>
          ) : (
            <Table
              caption={t("listCaption")}
              rows={rows}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "session",
                  header: t("column.session"),
                  className: "w-full max-w-0",
                  cell: (row) => (
                    <Link href={projectPath(projectId, `/trajectories/${row.id}`)} className="group block">
                      <span
                        lang={textLanguage(row.diagnosis)}
                        className="line-clamp-2 font-[540] group-hover:underline phone:line-clamp-1"
                      >
                        {row.diagnosis || <span className="text-text-3">{t("noDiagnosis")}</span>}
                      </span>
                      <code className="block truncate text-text-3">{row.sessionLabel}</code>
                    </Link>
                  ),
                },
                {
                  key: "messages",
                  header: t("column.messages"),
                  numeric: true,
                  wideOnly: true,
                  cell: (row) => format.number(row.messageCount),
                },
                { key: "turns", header: t("column.turns"), numeric: true, cell: (row) => format.number(row.turnCount) },
                {
                  key: "graded",
                  header: t("column.graded"),
                  numeric: true,
                  wideOnly: true,
                  cell: (row) => (
                    <>
                      {format.number(row.unitsGraded)}
                      {row.unitsFailed > 0 ? (
                        <span className="block text-label text-wrong">
                          {t("failedUnits", { count: row.unitsFailed })}
                        </span>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: "reads",
                  header: t("column.reads"),
                  numeric: true,
                  wideOnly: true,
                  cell: (row) => format.number(row.reads),
                },
                {
                  key: "flags",
                  header: t("column.flags"),
                  numeric: true,
                  cell: (row) => (
                    <span className={row.flags > 0 ? "font-[560] text-wrong" : "text-text-3"}>
                      {format.number(row.flags)}
                    </span>
                  ),
                },
              ]}
            />
          )}
          {rows.length > 0 ? (
            <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t px-5 py-3 phone:px-6">
              <span className="text-label text-text-3 tabular-nums" aria-live="polite">
                {t(pages.hasNextPage ? "shown" : "allShown", { count: rows.length })}
              </span>
              {pages.hasNextPage ? (
                <Button
                  size="small"
                  onClick={() => pages.fetchNextPage()}
                  busy={pages.isFetchingNextPage}
                  busyLabel={common("loadingMore")}
                >
                  {common("loadMore")}
                </Button>
              ) : null}
            </div>
          ) : null}
        </Card>
      ) : pages.error ? (
        <LoadError error={pages.error} onRetry={() => pages.refetch()} retrying={pages.isFetching} />
      ) : (
        <RowsSkeleton />
      )}
    </>
  );
}

export function TrajectoryListSkeleton() {
  return (
    <>
      <div className="h-11 phone:h-10" />
      <RowsSkeleton />
    </>
  );
}

function RowsSkeleton() {
  return (
    <Skeleton>
      <Card padded={false}>
        <div className="h-9 border-line border-b" />
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => (
          <div key={key} className="flex h-[61px] items-center gap-8 border-line px-6 not-last:border-b">
            <div className="flex-1 space-y-2">
              <SkeletonBar className="w-48" />
              <SkeletonBar className="w-32" />
            </div>
            <SkeletonBar className="w-10" />
            <SkeletonBar className="w-10" />
          </div>
        ))}
      </Card>
    </Skeleton>
  );
}
