"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { RunEstimate } from "@/components/runs/run-estimate";
import {
  COST_CEILING_RANGE,
  EMPTY_RUN,
  type RunForm,
  readRunForm,
  SAMPLE_RANGE,
  SEED_RANGE,
} from "@/components/runs/run-form";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { NumberField } from "@/components/ui/number-field";
import { readNumber } from "@/components/ui/read-number";
import { Select } from "@/components/ui/select";
import { fetchGraders, type GraderVersionView, graderKeys, readLlmDefinition } from "@/lib/queries/grader-contract";
import { fetchImports, pipelineKeys } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";
import { type NewRunInput, runKeys, startRun } from "@/lib/queries/run-contract";

const OFFLINE = "offline";
const VOTE_COUNTS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Which grader on what, how many votes, up to what cost; and what that would come to. Mount it anew for each opening. */
export function StartRunDialog({
  projectId,
  initialGrader,
  onClose,
}: {
  readonly projectId: string;
  /** A version's id, or null: the newest LLM grader, else the offline one. */
  readonly initialGrader: string | null;
  readonly onClose: () => void;
}) {
  const t = useTranslations("runs.dialog");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const formId = useId();
  const queryClient = useQueryClient();
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  const imports = useQuery({ queryKey: pipelineKeys.imports(projectId), queryFn: () => fetchImports(projectId) });
  const [form, setForm] = useState<Omit<RunForm, "grader">>(EMPTY_RUN);
  const [chosen, setChosen] = useState<string | null>(initialGrader);
  const change = (part: Partial<RunForm>) => setForm((before) => ({ ...before, ...part }));

  const llmVersions = (graders.data?.versions ?? []).filter((version) => version.kind === "llm");
  const version = llmVersions.find((one) => one.id === chosen) ?? (chosen === null ? llmVersions[0] : undefined);
  const grader = version?.id ?? OFFLINE;
  const isLlm = version !== undefined;
  // Nothing is asked before the graders are known: the offline grader's estimate would flash by.
  const run = graders.isPending ? null : readRunForm({ ...form, grader }, isLlm);
  const ceiling = readNumber(form.ceiling, COST_CEILING_RANGE);
  const start = useMutation({
    mutationFn: (wanted: NewRunInput) => startRun(projectId, wanted),
    onSuccess: async (started) => {
      // The server gives back the run of this version that has not ended, rather than begin another beside it.
      if (started.state === "paused") toast(t("pausedThere", { grader: started.graderLabel }));
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
      void queryClient.invalidateQueries({ queryKey: graderKeys.all(projectId) });
      await queryClient.invalidateQueries({ queryKey: runKeys.all(projectId), exact: true });
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (run !== null && !start.isPending) start.mutate(run);
  }

  const finishedImports = imports.data?.imports.filter((one) => one.trajectories > 0) ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      wide
      title={t("title")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="ink" type="submit" form={formId} busy={start.isPending} busyLabel={t("starting")}>
            {t("start")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={submit}
        noValidate
        className="grid items-start gap-6 fold:grid-cols-[minmax(0,1fr)_348px]"
      >
        <div className="min-w-0 space-y-5">
          <Field
            label={t("grader")}
            hint={llmVersions.length === 0 && graders.data ? <NoLlm projectId={projectId} /> : t("graderHint")}
          >
            {(ids) => (
              <Select
                id={ids.id}
                value={grader}
                options={[
                  ...llmVersions.map((one) => ({
                    value: one.id,
                    label: one.label,
                    description: t("llmModels", { votes: votesOf(one), models: modelsOf(one) }),
                  })),
                  { value: OFFLINE, label: OFFLINE, description: t("offline") },
                ]}
                onChange={setChosen}
                className="w-full"
              />
            )}
          </Field>
          <Choice
            label={t("only")}
            value={form.only}
            options={(["missing", "failed"] as const).map((value) => ({
              value,
              label: t(`onlyOption.${value}`),
              description: t(`onlyBody.${value}`),
            }))}
            onChange={(only) => change({ only })}
          />
          <div className="grid gap-5 phone:grid-cols-2">
            <Field label={t("search")} hint={t("searchHint")}>
              {(ids) => (
                <Input
                  {...ids}
                  value={form.search}
                  maxLength={200}
                  autoComplete="off"
                  onChange={(event) => change({ search: event.target.value })}
                />
              )}
            </Field>
            {finishedImports.length > 1 ? (
              <Field label={t("import")}>
                {(ids) => (
                  <Select
                    id={ids.id}
                    value={form.importId}
                    options={[
                      { value: "", label: t("anyImport") },
                      ...finishedImports.map((one) => ({ value: one.id, label: one.fileName })),
                    ]}
                    onChange={(importId) => change({ importId })}
                    className="w-full min-w-0"
                  />
                )}
              </Field>
            ) : null}
            <NumberField
              label={t("sample")}
              unit={t("sampleUnit")}
              hint={t("sampleHint")}
              value={form.sample}
              range={SAMPLE_RANGE}
              onChange={(sample) => change({ sample })}
            />
            {form.sample.trim() === "" ? null : (
              <NumberField
                label={t("seed")}
                hint={t("seedHint")}
                value={form.seed}
                range={SEED_RANGE}
                onChange={(seed) => change({ seed })}
              />
            )}
          </div>
          {version === undefined ? null : (
            <div className="grid gap-5 border-line border-t pt-5 phone:grid-cols-2">
              <Field label={t("votes")} hint={t("votesHint")}>
                {(ids) => (
                  <Select
                    id={ids.id}
                    value={form.votes}
                    options={[
                      { value: "", label: t("votesAsIs", { count: votesOf(version) }) },
                      ...VOTE_COUNTS.map((count) => ({ value: count, label: count })),
                    ]}
                    onChange={(votes) => change({ votes })}
                    className="w-full"
                  />
                )}
              </Field>
              <NumberField
                label={t("ceiling")}
                unit="US$"
                hint={t("ceilingHint")}
                value={form.ceiling}
                range={COST_CEILING_RANGE}
                onChange={(typed) => change({ ceiling: typed })}
              />
            </div>
          )}
        </div>
        <RunEstimate projectId={projectId} run={run} ceilingUsd={isLlm && ceiling.ok ? ceiling.value : null} />
        {start.error ? (
          <div className="fold:col-span-2">
            <Notice tone="error" title={t("startFailed")}>
              {problemText(start.error)}
            </Notice>
          </div>
        ) : null}
      </form>
    </Dialog>
  );
}

function NoLlm({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("runs.dialog");
  return (
    <>
      {t("noLlm")}{" "}
      <Link href={projectPath(projectId, "/graders")} className="text-grader underline underline-offset-2">
        {t("graders")}
      </Link>
    </>
  );
}

function votesOf(version: GraderVersionView): number {
  return readLlmDefinition(version)?.scoring.votes.length ?? 1;
}

function modelsOf(version: GraderVersionView): string {
  return [...new Set(readLlmDefinition(version)?.scoring.votes.map((vote) => vote.model) ?? [])].join(", ");
}
