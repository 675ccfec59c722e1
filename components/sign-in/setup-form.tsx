"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { AccountForm, type AccountValues } from "@/components/sign-in/account-form";
import { authClient } from "@/lib/auth/auth-client";
import { setUpServer } from "@/lib/queries/account-contract";

/** Makes the first administrator, signs them in and opens their project. */
export function SetupForm({ passwordMinimum }: { readonly passwordMinimum: number }) {
  const t = useTranslations("signin");
  const problemText = useProblemText();
  const setup = useMutation({
    mutationFn: async (values: AccountValues) => {
      const { projectId } = await setUpServer(values);
      await authClient.signIn.email({ email: values.email, password: values.password });
      return projectId;
    },
    // If signing in failed, the project's page asks for it.
    onSuccess: (projectId) => window.location.assign(`/projects/${projectId}`),
  });
  return (
    <AccountForm
      busy={setup.isPending || setup.isSuccess}
      problem={setup.error ? problemText(setup.error) : null}
      onSubmit={(values) => setup.mutate(values)}
      words={{
        name: t("setup.name"),
        email: t("email"),
        password: t("setup.password"),
        passwordHint: t("setup.passwordHint", { count: passwordMinimum }),
        submit: t("setup.submit"),
        busy: t("setup.busy"),
        failed: t("setup.failed"),
      }}
    >
      <p className="text-control text-text-3">{t("setup.afterwards")}</p>
    </AccountForm>
  );
}
