"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Logo } from "@/components/ui/logo";
import { createProject } from "@/lib/queries/project-contract";

/** A name, and the project is there. */
export function NewProjectForm() {
  const t = useTranslations("shell.newProjectPage");
  const problemText = useProblemText();
  const router = useRouter();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () => createProject(name.trim()),
    onSuccess: ({ id }) => router.push(projectPath(id)),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const isMissing = name.trim() === "";
    setMissing(isMissing);
    if (!isMissing && !create.isPending) create.mutate();
  }

  return (
    <main className="mx-auto max-w-[560px] px-5 py-8">
      <Link href="/" className="inline-block rounded-button">
        <Logo />
      </Link>
      <Card act className="mt-16">
        <h1 className="text-title">{t("title")}</h1>
        <p className="mt-1 text-body text-text-2">{t("lead")}</p>
        <form onSubmit={submit} className="mt-6 space-y-5">
          <Field
            label={t("name")}
            hint={t("nameHint")}
            error={missing ? t("nameMissing") : create.error ? problemText(create.error) : null}
          >
            {(ids) => (
              <Input
                {...ids}
                value={name}
                autoComplete="off"
                placeholder={t("namePlaceholder")}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Button variant="ink" type="submit" busy={create.isPending || create.isSuccess} busyLabel={t("creating")}>
            {t("create")}
          </Button>
        </form>
      </Card>
    </main>
  );
}
