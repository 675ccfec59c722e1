"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PasswordInput } from "@/components/ui/password-input";

export interface AccountValues {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Name, e-mail and a new password; `email` fixed where an invitation names it. */
export function AccountForm({
  words,
  fixedEmail = null,
  busy,
  problem,
  onSubmit,
  children,
}: {
  readonly words: {
    readonly name: string;
    readonly nameHint?: string;
    readonly email: string;
    readonly password: string;
    readonly passwordHint: string;
    readonly submit: string;
    readonly busy: string;
    readonly failed: string;
  };
  readonly fixedEmail?: string | null;
  readonly busy: boolean;
  /** What the server refused, in its words. */
  readonly problem: string | null;
  readonly onSubmit: (values: AccountValues) => void;
  readonly children?: ReactNode;
}) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState(fixedEmail ?? "");
  const [password, setPassword] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit({ name: name.trim(), email: email.trim(), password });
  }

  return (
    <form onSubmit={submit} className="space-y-5">
      {problem === null ? null : (
        <Notice tone="error" title={words.failed}>
          {problem}
        </Notice>
      )}
      <Field label={words.name} hint={words.nameHint}>
        {(ids) => (
          <Input
            {...ids}
            name="name"
            autoComplete="name"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.email}>
        {(ids) => (
          <Input
            {...ids}
            type="email"
            name="email"
            autoComplete="username"
            required
            readOnly={fixedEmail !== null}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.password} hint={words.passwordHint}>
        {(ids) => (
          <PasswordInput
            {...ids}
            name="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button variant="ink" type="submit" busy={busy} busyLabel={words.busy} className="h-11 w-full text-future">
        {words.submit}
      </Button>
      {children}
    </form>
  );
}
