"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { authClient } from "@/lib/auth/auth-client";

/** E-mail and password. After signing in the browser loads `next` anew, so that nothing of another person remains. */
export function SignInForm({ next, email: givenEmail = "" }: { readonly next: string; readonly email?: string }) {
  const t = useTranslations("signin");
  const [email, setEmail] = useState(givenEmail);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const { error } = await authClient.signIn
      .email({ email: email.trim(), password })
      .catch(() => ({ error: { status: 0 } }));
    if (error === null) {
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setProblem(
      error.status === 429 ? t("tooMany") : error.status === 0 || error.status >= 500 ? t("noAnswer") : t("refused"),
    );
  }

  return (
    <form onSubmit={submit} className="space-y-5">
      <Field label={t("email")}>
        {(ids) => (
          <Input
            {...ids}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("password")} error={problem}>
        {(ids) => (
          <PasswordInput
            {...ids}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button variant="ink" type="submit" busy={busy} busyLabel={t("busy")} className="h-11 w-full text-future">
        {t("submit")}
      </Button>
      <p className="text-control text-text-3">{t("noAccount")}</p>
    </form>
  );
}
