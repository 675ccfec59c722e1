"use client";

import { EyeOff, Shuffle, Target } from "lucide-react";
import { useTranslations } from "use-intl";
import type { LaunchEstimate, LaunchForm } from "@/components/rounds/launch-form";
import { Icon } from "@/components/ui/icon";

/** What a budget costs in the other measure, and what its reads are for. */
export function LaunchSummary({
  estimate,
  unit,
}: {
  readonly estimate: LaunchEstimate;
  readonly unit: LaunchForm["unit"];
}) {
  const t = useTranslations("rounds.dialog");
  const { reads, minutes, secondsPerRead, targeted, audit, blind } = estimate;
  const pace = { seconds: secondsPerRead, measured: estimate.measured ? "yes" : "no" };
  const lanes = [
    { icon: Target, words: t("targeted", { count: targeted }) },
    { icon: Shuffle, words: t("audit", { count: audit }) },
    ...(blind === 0 ? [] : [{ icon: EyeOff, words: t("blind", { count: blind }) }]),
  ];
  return (
    <div className="mt-3 space-y-3" aria-live="polite">
      <p className="text-body tabular-nums">
        {unit === "reads" ? t("inMinutes", { minutes, ...pace }) : t("inReads", { reads, ...pace })}
      </p>
      <ul className="space-y-1.5 rounded-input bg-sunken p-4 text-control text-text-2 tabular-nums">
        {lanes.map(({ icon, words }) => (
          <li key={words} className="flex gap-2.5">
            <Icon icon={icon} className="mt-0.5 shrink-0" />
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
