"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { EndpointCard } from "@/components/endpoints/endpoint-card";
import { EndpointDialog } from "@/components/endpoints/endpoint-dialog";
import { LoadError } from "@/components/shell/load-error";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { type EndpointView, endpointKeys, fetchEndpoints } from "@/lib/queries/endpoint-contract";

/** The servers whose models LLM graders ask. */
export function EndpointsView({ actor }: { readonly actor: Pick<ShellActor, "project"> }) {
  const t = useTranslations("endpoints");
  const projectId = actor.project.id;
  // Undefined: no dialog. Null: a new endpoint.
  const [editing, setEditing] = useState<EndpointView | null | undefined>(undefined);
  const endpoints = useQuery({
    queryKey: endpointKeys.all(projectId),
    queryFn: () => fetchEndpoints(projectId),
    // A hold comes and goes without anybody here doing anything.
    refetchInterval: 15_000,
  });
  const all = endpoints.data?.endpoints ?? [];
  const active = all.filter((endpoint) => !endpoint.archived);
  const archived = all.filter((endpoint) => endpoint.archived);
  const add = (
    <Button variant="ink" icon={Plus} onClick={() => setEditing(null)}>
      {t("add")}
    </Button>
  );
  const card = (endpoint: EndpointView) => (
    <EndpointCard key={endpoint.id} projectId={projectId} endpoint={endpoint} onEdit={() => setEditing(endpoint)} />
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={endpoints.data ? t("lead", { count: active.length }) : null}
        actions={active.length > 0 ? add : null}
      />
      {endpoints.data ? (
        <div className="space-y-4">
          {active.length === 0 ? (
            <EmptyState icon={Plug} title={t("emptyTitle")} action={add}>
              {t("emptyBody")}
            </EmptyState>
          ) : (
            active.map(card)
          )}
          {archived.length > 0 ? (
            <Disclosure summary={t("showArchived", { count: archived.length })}>
              <div className="space-y-4">{archived.map(card)}</div>
            </Disclosure>
          ) : null}
        </div>
      ) : endpoints.error ? (
        <LoadError error={endpoints.error} onRetry={() => endpoints.refetch()} retrying={endpoints.isFetching} />
      ) : (
        <Skeleton>
          <Card className="h-[190px] space-y-5">
            <SkeletonBar className="w-48" />
            <SkeletonBar className="w-full" />
            <SkeletonBar className="w-2/3" />
          </Card>
        </Skeleton>
      )}
      {editing === undefined ? null : (
        <EndpointDialog projectId={projectId} endpoint={editing} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}
