"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import {
  EMPTY_LAUNCH,
  estimateLaunch,
  LAUNCH_RANGES,
  type LaunchForm,
  readLaunchForm,
} from "@/components/rounds/launch-form";
import { LaunchSettings } from "@/components/rounds/launch-settings";
import { LaunchSummary } from "@/components/rounds/launch-summary";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { readNumber } from "@/components/ui/read-number";
import { Segments } from "@/components/ui/segments";
import { fetchGraders, graderKeys } from "@/lib/queries/grader-contract";
import { launchRound } from "@/lib/queries/live-round";
import { pipelineKeys } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";
import type { LaunchRoundInput } from "@/lib/queries/round-contract";

const PRESETS = { reads: ["20", "60", "150"], minutes: ["5", "15", "40"] } as const;

/** A budget and what it buys; what is read and how stands below with defaults that need no thought. */
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
  const problemText = useProblemText();
  const router = useRouter();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form, setForm] = useState(EMPTY_LAUNCH);
  const change = (changes: Partial<LaunchForm>) => setForm((before) => ({ ...before, ...changes }));
  const graders = useQuery({
    queryKey: graderKeys.all(projectId),
    queryFn: () => fetchGraders(projectId),
    enabled: open,
  });
  const start = useMutation({
    mutationFn: (settings: LaunchRoundInput) => launchRound(projectId, settings),
    onSuccess: (round) => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.rounds(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
      router.push(projectPath(projectId, `/rounds/${round.id}`));
    },
  });
  const estimate = estimateLaunch(form, secondsPerRead);

  function submit(event: FormEvent) {
    event.preventDefault();
    const settings = readLaunchForm(form);
    if (settings !== null && !start.isPending) start.mutate(settings);
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
        <BudgetField form={form} change={change}>
          {estimate === null ? null : <LaunchSummary estimate={estimate} unit={form.unit} />}
        </BudgetField>
        <LaunchSettings form={form} change={change} versions={graders.data?.versions ?? []} />
        {start.error ? (
          <Notice tone="error" title={t("failed")}>
            {problemText(start.error)}
          </Notice>
        ) : null}
      </form>
    </Dialog>
  );
}

function BudgetField({
  form,
  change,
  children,
}: {
  readonly form: LaunchForm;
  readonly change: (changes: Partial<LaunchForm>) => void;
  readonly children: ReactNode;
}) {
  const t = useTranslations("rounds.dialog");
  const numbers = useTranslations("common.number");
  const format = useFormatter();
  const range = LAUNCH_RANGES[form.unit];
  const read = readNumber(form.budget, range);
  const bounds = { min: format.number(range.min), max: format.number(range.max) };
  const problem = read.ok ? null : read.problem === "number" && form.unit === "reads" ? "whole" : read.problem;
  return (
    <div>
      <Field
        label={t("budget")}
        hint={t(`hint.${form.unit}`)}
        error={problem === null ? null : numbers(problem, bounds)}
        aside={
          <Segments
            label={t("unit")}
            value={form.unit}
            options={[
              { value: "reads", label: t("reads") },
              { value: "minutes", label: t("minutes") },
            ]}
            onChange={(unit) => change({ unit, budget: PRESETS[unit][1] })}
          />
        }
      >
        {(ids) => (
          <div className="flex flex-wrap gap-2">
            <Input
              {...ids}
              inputMode={form.unit === "reads" ? "numeric" : "decimal"}
              autoComplete="off"
              value={form.budget}
              onChange={(event) => change({ budget: event.target.value })}
              className="max-w-32 tabular-nums"
            />
            <fieldset aria-label={t("presets")} className="contents">
              {PRESETS[form.unit].map((preset) => (
                <Button
                  key={preset}
                  selected={form.budget === preset}
                  aria-pressed={form.budget === preset}
                  onClick={() => change({ budget: preset })}
                  className="h-11 min-w-12 tabular-nums phone:h-10"
                >
                  {preset}
                </Button>
              ))}
            </fieldset>
          </div>
        )}
      </Field>
      {children}
    </div>
  );
}
