"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { InviteDialog } from "@/components/members/invite-dialog";
import { InvitationsCard, MembersCard } from "@/components/members/members-cards";
import { LoadError } from "@/components/shell/load-error";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import { fetchMembers, projectKeys } from "@/lib/queries/project-contract";

/** Who belongs to the project, in which role, and who is invited. */
export function MembersView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role" | "user"> }) {
  const t = useTranslations("members");
  const projectId = actor.project.id;
  const mayManage = can(actor.role, "member.manage");
  const [inviting, setInviting] = useState(false);
  const members = useQuery({ queryKey: projectKeys.members(projectId), queryFn: () => fetchMembers(projectId) });
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={members.data ? t("lead", { count: members.data.members.length }) : null}
        actions={
          mayManage ? (
            <Button variant="ink" icon={UserPlus} onClick={() => setInviting(true)}>
              {t("invite")}
            </Button>
          ) : null
        }
      />
      {members.data ? (
        <div className="space-y-5">
          <MembersCard
            projectId={projectId}
            members={members.data.members}
            ownUserId={actor.user.id}
            mayManage={mayManage}
          />
          {members.data.invitations.length > 0 ? (
            <InvitationsCard projectId={projectId} invitations={members.data.invitations} mayManage={mayManage} />
          ) : null}
        </div>
      ) : members.error ? (
        <LoadError error={members.error} onRetry={() => members.refetch()} retrying={members.isFetching} />
      ) : (
        <Skeleton>
          <Card padded={false}>
            <div className="h-9 border-line border-b" />
            {["a", "b", "c"].map((key) => (
              <div key={key} className="flex h-[61px] items-center gap-8 border-line px-6 not-last:border-b">
                <div className="flex-1 space-y-2">
                  <SkeletonBar className="w-40" />
                  <SkeletonBar className="w-52" />
                </div>
                <SkeletonBar className="w-24" />
              </div>
            ))}
          </Card>
        </Skeleton>
      )}
      {mayManage ? <InviteDialog projectId={projectId} open={inviting} onOpenChange={setInviting} /> : null}
    </>
  );
}
