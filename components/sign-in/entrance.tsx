import type { ReactNode } from "react";
import { LanguageLinks } from "@/components/shell/language-choice";
import { pageWords } from "@/components/shell/page-words";
import { SampleTurn } from "@/components/sign-in/sample-turn";
import { Logo } from "@/components/ui/logo";

/** The two halves of every page before the product: what to fill in, and what reading looks like. */
export async function Entrance({
  title,
  lead,
  children,
}: {
  readonly title: ReactNode;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}) {
  const t = await pageWords("signin");
  return (
    <div className="grid min-h-dvh fold:grid-cols-2">
      <main className="flex flex-col border-line bg-surface px-5 py-8 phone:px-10 fold:border-r">
        <Logo wordClassName="text-future" />
        <div className="my-auto w-full max-w-[352px] self-center py-10">
          <h1 className="text-figure text-[28px]">{title}</h1>
          <p className="mt-1 text-body text-text-2">{lead}</p>
          <div className="mt-8 [&_input]:h-11 [&_input]:text-future">{children}</div>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <LanguageLinks />
          <p className="text-label text-text-3">{t("privacy")}</p>
        </div>
      </main>
      <aside aria-label={t("sample.label")} className="hidden items-center justify-center bg-page p-16 fold:flex">
        <SampleTurn />
      </aside>
    </div>
  );
}
