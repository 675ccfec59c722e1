"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useNow, useTranslations } from "use-intl";
import { useRoleOptions } from "@/components/members/use-role-options";
import { Avatar } from "@/components/shell/account-menu";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { Table } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import {
  changeMember,
  type Members,
  projectKeys,
  type RoleName,
  withdrawInvitation,
} from "@/lib/queries/project-contract";

type Member = Members["members"][number];
type Invitation = Members["invitations"][number];

const DAY_MS = 86_400_000;

/** Takes the server's new list as the truth, and says in words when it refuses. */
function useMembersAnswer(projectId: string) {
  const t = useTranslations("members");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  return {
    onSuccess: (members: Members) => queryClient.setQueryData(projectKeys.members(projectId), members),
    onError: (error: Error) => toast.error(t("changeFailed"), { description: problemText(error) }),
  };
}

export function MembersCard({
  projectId,
  members,
  ownUserId,
  mayManage,
}: {
  readonly projectId: string;
  readonly members: readonly Member[];
  readonly ownUserId: string;
  readonly mayManage: boolean;
}) {
  const t = useTranslations("members");
  const roles = useRoleOptions();
  const answer = useMembersAnswer(projectId);
  const [removing, setRemoving] = useState<Member | null>(null);
  const change = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: RoleName }) => changeMember(projectId, member.userId, role),
    onSuccess: (list, { member, role }) => {
      answer.onSuccess(list);
      toast(t("roleChanged", { name: member.name, role }));
    },
    onError: answer.onError,
  });
  const removeButton = (member: Member) => (
    <Button size="small" variant="quiet" onClick={() => setRemoving(member)}>
      {t("remove")}
    </Button>
  );
  return (
    <Card padded={false} className="overflow-hidden pt-1">
      <Table
        caption={t("caption")}
        rows={members}
        rowKey={(member) => member.userId}
        columns={[
          {
            key: "person",
            header: t("column.person"),
            cell: (member) => (
              <span className="flex items-center gap-3">
                <span className="hidden phone:block">
                  <Avatar name={member.name} />
                </span>
                <span className="min-w-0">
                  <span className="flex flex-wrap items-center gap-x-2 font-[560]">
                    {member.name}
                    {member.userId === ownUserId ? <Tag>{t("you")}</Tag> : null}
                  </span>
                  <span className="block break-all text-text-3">{member.email}</span>
                </span>
              </span>
            ),
          },
          {
            key: "role",
            header: t("column.role"),
            cell: (member) =>
              mayManage && member.userId !== ownUserId ? (
                <span className="inline-flex max-w-full flex-col items-start gap-1 py-1 phone:py-0">
                  <Select
                    size="small"
                    label={t("roleOf", { name: member.name })}
                    value={member.role}
                    options={roles}
                    onChange={(role) => {
                      if (role !== member.role) change.mutate({ member, role });
                    }}
                  />
                  {/* A phone has no room for a third column. */}
                  <span className="-ml-2.5 phone:hidden">{removeButton(member)}</span>
                </span>
              ) : (
                <span className="leading-8">{t(`role.${member.role}`)}</span>
              ),
          },
          {
            key: "since",
            header: t("column.since"),
            numeric: true,
            wideOnly: true,
            cell: (member) => (
              <span className="leading-8">
                <RelativeTime at={member.since} />
              </span>
            ),
          },
          ...(mayManage
            ? [
                {
                  key: "actions",
                  header: "",
                  label: t("column.actions"),
                  wideOnly: true,
                  className: "w-28 text-right",
                  cell: (member: Member) =>
                    member.userId === ownUserId ? null : <span className="-mr-2.5">{removeButton(member)}</span>,
                },
              ]
            : []),
        ]}
      />
      <RemoveDialog projectId={projectId} member={removing} onClose={() => setRemoving(null)} />
    </Card>
  );
}

function RemoveDialog({
  projectId,
  member,
  onClose,
}: {
  readonly projectId: string;
  readonly member: Member | null;
  readonly onClose: () => void;
}) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const answer = useMembersAnswer(projectId);
  const remove = useMutation({
    mutationFn: (gone: Member) => changeMember(projectId, gone.userId, null),
    onSuccess: (list, gone) => {
      answer.onSuccess(list);
      toast(t("removed", { name: gone.name }));
      onClose();
    },
    onError: answer.onError,
  });
  return (
    <Dialog
      open={member !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("removeTitle", { name: member?.name ?? "" })}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="ink"
            busy={remove.isPending}
            busyLabel={t("removing")}
            onClick={() => {
              if (member !== null) remove.mutate(member);
            }}
          >
            {t("remove")}
          </Button>
        </>
      }
    >
      <p className="text-body text-text-2">{t("removeBody", { email: member?.email ?? "" })}</p>
    </Dialog>
  );
}

export function InvitationsCard({
  projectId,
  invitations,
  mayManage,
}: {
  readonly projectId: string;
  readonly invitations: readonly Invitation[];
  readonly mayManage: boolean;
}) {
  const t = useTranslations("members");
  const now = useNow();
  const answer = useMembersAnswer(projectId);
  const withdraw = useMutation({
    mutationFn: (invitationId: string) => withdrawInvitation(projectId, invitationId),
    ...answer,
  });
  return (
    <Card padded={false} labelledBy="invitations">
      <div className="px-5 pt-5 pb-2 phone:px-6">
        <CardHead id="invitations" title={t("invitations")} />
      </div>
      <Table
        caption={t("invitationsCaption")}
        rows={invitations}
        rowKey={(invitation) => invitation.id}
        columns={[
          {
            key: "person",
            header: t("column.person"),
            cell: (invitation) => <span className="leading-8 break-all">{invitation.email}</span>,
          },
          {
            key: "role",
            header: t("column.role"),
            cell: (invitation) => <span className="leading-8">{t(`role.${invitation.role}`)}</span>,
          },
          {
            key: "expires",
            header: t("expires"),
            numeric: true,
            cell: (invitation) => (
              <span className="leading-8 whitespace-nowrap">
                {t("expiresIn", {
                  days: Math.max(0, Math.floor((new Date(invitation.expiresAt).getTime() - now.getTime()) / DAY_MS)),
                })}
              </span>
            ),
          },
          ...(mayManage
            ? [
                {
                  key: "actions",
                  header: "",
                  label: t("column.actions"),
                  className: "w-28 text-right",
                  cell: (invitation: Invitation) => (
                    <Button
                      size="small"
                      variant="quiet"
                      className="-mr-2.5"
                      busy={withdraw.isPending && withdraw.variables === invitation.id}
                      busyLabel={t("withdrawing")}
                      onClick={() => withdraw.mutate(invitation.id)}
                    >
                      {t("withdraw")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
