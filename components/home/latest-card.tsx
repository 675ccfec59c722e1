"use client";

import { CheckCheck, CircleAlert, FileUp, type LucideIcon, Package, RefreshCw, Scale, Users } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import { AUDIT_ACTIONS, type AuditAction } from "@/lib/queries/audit-action";
import type { Overview } from "@/lib/queries/project-contract";

const isKnown = (action: string): action is AuditAction => (AUDIT_ACTIONS as readonly string[]).includes(action);

type WordsOf<Action extends string> = Action extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : never;
const wordsOf = (action: AuditAction) => action.replace(".", "_") as WordsOf<AuditAction>;

const ICONS: Readonly<Record<string, LucideIcon>> = {
  import: FileUp,
  grading: Scale,
  round: RefreshCw,
  export: Package,
  member: Users,
  verdict: CheckCheck,
};

/** The last things people and the command line did here. */
export function LatestCard({ latest }: { readonly latest: Overview["latest"] }) {
  const t = useTranslations("home.latest");
  return (
    <Card labelledBy="latest">
      <CardHead id="latest" title={t("title")} />
      {latest.length === 0 ? <p className="mt-3 text-control text-text-3">{t("none")}</p> : null}
      <ul className="mt-2.5 space-y-1.5">
        {latest.slice(0, 6).map((event) => {
          const what = isKnown(event.action) ? t(wordsOf(event.action)) : t("other", { action: event.action });
          const noun = event.action.split(".")[0] ?? "";
          return (
            <li key={event.id} className="flex items-start gap-2.5 text-control">
              <Icon
                icon={event.action.endsWith("failed") ? CircleAlert : (ICONS[noun] ?? CheckCheck)}
                className="mt-0.5 shrink-0 text-text-2"
              />
              <span className="min-w-0 flex-1 break-words">{t("by", { what, actor: event.actor })}</span>
              <span className="text-label leading-5 text-text-3">
                <RelativeTime at={event.at} />
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
