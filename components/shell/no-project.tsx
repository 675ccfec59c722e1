"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSignOut } from "@/components/shell/use-sign-out";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Logo } from "@/components/ui/logo";

/** For a person who belongs to no project: whom to ask. */
export function NoProject({ email }: { readonly email: string }) {
  const t = useTranslations("shell");
  const signOut = useSignOut();
  return (
    <main className="mx-auto max-w-[720px] px-5 py-8">
      <Logo />
      <h1 className="sr-only">{t("noProject.title")}</h1>
      <div className="mt-16">
        <EmptyState
          title={t("noProject.title")}
          action={
            <Button icon={LogOut} onClick={signOut}>
              {t("signOut")}
            </Button>
          }
        >
          {t("noProject.body", { email })}
        </EmptyState>
      </div>
    </main>
  );
}
