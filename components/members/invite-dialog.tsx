"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useRoleOptions } from "@/components/members/use-role-options";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { inviteMember, projectKeys, type RoleName } from "@/lib/queries/project-contract";

/** Makes an invitation link for one address and role, and shows it once. */
export function InviteDialog({
  projectId,
  open,
  onOpenChange,
}: {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("members.dialog");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const roles = useRoleOptions();
  const formId = useId();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<RoleName>("clinician");
  const [copied, setCopied] = useState(false);
  const invite = useMutation({
    mutationFn: () => inviteMember(projectId, email.trim(), role),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: projectKeys.members(projectId) }),
  });
  const link = invite.data?.link ?? null;

  function change(next: boolean) {
    onOpenChange(next);
    if (next) return;
    invite.reset();
    setEmail("");
    setCopied(false);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!invite.isPending) invite.mutate();
  }

  async function copy() {
    if (link === null) return;
    // Without a secure origin there is no clipboard; the link can still be selected by hand.
    await navigator.clipboard?.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={link === null ? t("title") : t("linkTitle", { email: email.trim() })}
      description={link === null ? t("description") : t("linkNote")}
      footer={
        link === null ? (
          <>
            <Button onClick={() => change(false)}>{common("cancel")}</Button>
            <Button variant="ink" type="submit" form={formId} busy={invite.isPending} busyLabel={t("making")}>
              {t("make")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => change(false)}>{t("done")}</Button>
            <Button variant="ink" icon={Copy} onClick={copy}>
              {copied ? common("copied") : common("copy")}
            </Button>
          </>
        )
      }
    >
      {link === null ? (
        <form id={formId} onSubmit={submit} noValidate className="space-y-5">
          <Field label={t("email")} error={invite.error ? problemText(invite.error) : null}>
            {(ids) => (
              <Input
                {...ids}
                type="email"
                autoComplete="off"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("role")}>
            {(ids) => <Select id={ids.id} value={role} options={roles} onChange={setRole} className="w-full" />}
          </Field>
        </form>
      ) : (
        <Input
          readOnly
          aria-label={t("link")}
          value={link}
          onFocus={(event) => event.target.select()}
          className="font-mono text-control"
        />
      )}
    </Dialog>
  );
}
