"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { AccountForm } from "@/components/sign-in/account-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { authClient } from "@/lib/auth/auth-client";
import { acceptInvitation } from "@/lib/queries/account-contract";

/** Joins with a new account, or with the signed-in one the invitation is for. */
export function InvitationForm({
  token,
  email,
  signedIn,
  passwordMinimum,
}: {
  readonly token: string;
  readonly email: string;
  /** True where the invited person is signed in: one click joins. */
  readonly signedIn: boolean;
  readonly passwordMinimum: number;
}) {
  const t = useTranslations("signin");
  const problemText = useProblemText();
  const join = useMutation({
    mutationFn: async (account: { name: string; password: string } | null) => {
      const answer = await acceptInvitation(token, account);
      if (account !== null) await authClient.signIn.email({ email: answer.email, password: account.password });
      return answer.projectId;
    },
    onSuccess: (projectId) => window.location.assign(`/projects/${projectId}`),
  });
  const problem = join.error ? problemText(join.error) : null;
  const busy = join.isPending || join.isSuccess;
  if (signedIn) {
    return (
      <div className="space-y-5">
        {problem === null ? null : (
          <Notice tone="error" title={t("invitation.failed")}>
            {problem}
          </Notice>
        )}
        <Button
          variant="ink"
          busy={busy}
          busyLabel={t("invitation.busy")}
          onClick={() => join.mutate(null)}
          className="h-11 w-full text-future"
        >
          {t("invitation.joinAs", { email })}
        </Button>
      </div>
    );
  }
  return (
    <AccountForm
      fixedEmail={email}
      busy={busy}
      problem={problem}
      onSubmit={({ name, password }) => join.mutate({ name, password })}
      words={{
        name: t("invitation.name"),
        nameHint: t("invitation.nameHint"),
        email: t("email"),
        password: t("invitation.password"),
        passwordHint: t("invitation.passwordHint", { count: passwordMinimum }),
        submit: t("invitation.submit"),
        busy: t("invitation.busy"),
        failed: t("invitation.failed"),
      }}
    />
  );
}
