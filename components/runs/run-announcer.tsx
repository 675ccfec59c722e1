"use client";

import { useTranslations } from "use-intl";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Progress is read aloud at quarters and at every change of state, not at every trajectory. */
const STEP_PERCENT = 25;

/** Tells a screen reader how the newest run goes on. */
export function RunAnnouncer({ run }: { readonly run: GradingRunView | undefined }) {
  const t = useTranslations("runs");
  const percent =
    run === undefined || run.tasksTotal === 0 ? 0 : (100 * (run.tasksDone + run.tasksFailed)) / run.tasksTotal;
  return (
    <p role="status" className="sr-only">
      {run === undefined
        ? ""
        : t("announce", {
            grader: run.graderLabel,
            state: run.state,
            percent: Math.floor(percent / STEP_PERCENT) * STEP_PERCENT,
          })}
    </p>
  );
}
