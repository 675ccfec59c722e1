"use client";

import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { COST_CEILING_RANGE } from "@/components/runs/run-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatUsd } from "@/components/ui/format-amount";
import { Notice } from "@/components/ui/notice";
import { NumberField } from "@/components/ui/number-field";
import { readNumber } from "@/components/ui/read-number";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Another ceiling for a run that reached its own. Mount it anew for each opening. */
export function ResumeDialog({
  run,
  busy,
  onResume,
  onClose,
}: {
  readonly run: GradingRunView;
  readonly busy: boolean;
  readonly onResume: (costCeilingUsd: number | null) => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations("runs.resumeDialog");
  const runs = useTranslations("runs");
  const common = useTranslations("common");
  const formId = useId();
  // Twice as much is an offer, not a rule.
  const [typed, setTyped] = useState(run.costCeilingUsd === null ? "" : String(run.costCeilingUsd * 2));
  const read = readNumber(typed, COST_CEILING_RANGE);
  const spent = run.costUsd ?? 0;
  const isTooLow = read.ok && read.value !== null && read.value <= spent;
  const cost = formatUsd(spent);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (read.ok && !isTooLow && !busy) onResume(read.value);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("title", { grader: run.graderLabel })}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="ink" type="submit" form={formId} busy={busy} busyLabel={runs("resuming")}>
            {runs("resume")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <NumberField
          label={t("ceiling")}
          unit="US$"
          value={typed}
          range={COST_CEILING_RANGE}
          hint={typed.trim() === "" ? t("noCeiling", { cost }) : t("spent", { cost })}
          onChange={setTyped}
        />
        {isTooLow ? <Notice tone="warning">{t("tooLow", { cost })}</Notice> : null}
      </form>
    </Dialog>
  );
}
