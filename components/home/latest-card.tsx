"use client";

import { CheckCheck, CircleAlert, FileUp, type LucideIcon, Package, RefreshCw, Scale, Users } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Overview } from "@/lib/queries/project-contract";

const WORDS = {
  "import.finished": "import_finished",
  "import.failed": "import_failed",
  "grading.started": "grading_started",
  "grading.finished": "grading_finished",
  "grading.retried": "grading_retried",
  "round.started": "round_started",
  "round.finished": "round_finished",
  "export.started": "export_started",
  "export.finished": "export_finished",
  "export.failed": "export_failed",
  "member.invited": "member_invited",
  "member.joined": "member_joined",
  "member.changed": "member_changed",
  "member.removed": "member_removed",
  "invitation.withdrawn": "invitation_withdrawn",
  "project.created": "project_created",
} as const;

type KnownAction = keyof typeof WORDS;
const isKnown = (action: string): action is KnownAction => action in WORDS;

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
          const what = isKnown(event.action) ? t(WORDS[event.action]) : t("other", { action: event.action });
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
