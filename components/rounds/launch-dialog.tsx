"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Shuffle, Target } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { launchEstimate } from "@/components/rounds/launch-estimate";
import { projectPath } from "@/components/shell/navigation";
import { problemText } from "@/components/shell/problem-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { pipelineKeys, startRound } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

const PRESETS = [20, 60, 150] as const;
/** What the server takes at most. */
const MAX_READS = 100_000;

/** A budget in reads, what it will cost in minutes, and what the two lanes are for. */
export function LaunchDialog({
  projectId,
  open,
  onOpenChange,
  secondsPerRead,
}: {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** As measured in earlier rounds; null where nothing was. */
  readonly secondsPerRead: number | null;
}) {
  const t = useTranslations("rounds.dialog");
  const common = useTranslations("common");
  const router = useRouter();
  const queryClient = useQueryClient();
  const formId = useId();
  const [typed, setTyped] = useState("20");
  const reads = /^\d+$/u.test(typed.trim()) ? Number(typed) : Number.NaN;
  const isValid = Number.isInteger(reads) && reads >= 1 && reads <= MAX_READS;
  const start = useMutation({
    mutationFn: () => startRound(projectId, reads),
    onSuccess: (round) => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.rounds(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
      router.push(projectPath(projectId, `/rounds/${round.id}`));
    },
  });
  const estimate = isValid ? launchEstimate(reads, secondsPerRead) : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isValid && !start.isPending) start.mutate();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("description")}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{common("cancel")}</Button>
          <Button variant="ink" type="submit" form={formId} busy={start.isPending} busyLabel={t("starting")}>
            {t("start")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-5">
        <Field label={t("budget")} hint={t("budgetHint")} error={isValid ? null : t("budgetError")}>
          {(ids) => (
            <div className="flex flex-wrap gap-2">
              <Input
                {...ids}
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                className="max-w-32 tabular-nums"
              />
              <fieldset aria-label={t("presets")} className="contents">
                {PRESETS.map((preset) => (
                  <Button
                    key={preset}
                    selected={reads === preset}
                    aria-pressed={reads === preset}
                    onClick={() => setTyped(String(preset))}
                    className="h-11 min-w-12 tabular-nums phone:h-10"
                  >
                    {preset}
                  </Button>
                ))}
              </fieldset>
            </div>
          )}
        </Field>
        {estimate ? (
          <div className="space-y-4">
            <p className="text-body tabular-nums" aria-live="polite">
              {t("minutes", {
                minutes: estimate.minutes,
                seconds: estimate.secondsPerRead,
                measured: estimate.measured ? "yes" : "no",
              })}
            </p>
            <div className="rounded-input bg-sunken p-4 text-control text-text-2 tabular-nums">
              <h3 className="font-[600] text-text">{t("lanesTitle")}</h3>
              <p className="mt-2 flex gap-2.5">
                <Icon icon={Target} className="mt-0.5 shrink-0" />
                {t("targeted", { count: estimate.targeted })}
              </p>
              <p className="mt-1.5 flex gap-2.5">
                <Icon icon={Shuffle} className="mt-0.5 shrink-0" />
                {t("audit", { count: estimate.audit })}
              </p>
            </div>
          </div>
        ) : null}
        {start.error ? (
          <Notice tone="error" title={t("failed")}>
            {problemText(start.error, common("error.unexpected"))}
          </Notice>
        ) : null}
      </form>
    </Dialog>
  );
}
