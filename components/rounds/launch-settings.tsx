"use client";

import { useId } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { LAUNCH_RANGES, type LaunchForm, type QueuedCriterion } from "@/components/rounds/launch-form";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import type { GraderVersionView } from "@/lib/queries/grader-contract";
import { QUEUED_CRITERIA } from "@/lib/queries/round-contract";

const READERS = [1, 2, 3] as const;

/** What is read, by whose grades, how, and towards what. */
export function LaunchSettings({
  form,
  change,
  versions,
}: {
  readonly form: LaunchForm;
  readonly change: (changes: Partial<LaunchForm>) => void;
  readonly versions: readonly GraderVersionView[];
}) {
  const t = useTranslations("rounds.dialog");
  const marks = useTranslations("marks.criterion");
  const format = useFormatter();
  const graded = versions.filter(({ unitsGraded }) => unitsGraded > 0);
  const toggle = (criterion: QueuedCriterion) =>
    change({
      criteria: QUEUED_CRITERIA.filter((one) => (one === criterion) !== form.criteria.includes(one)),
    });
  return (
    <>
      <Group
        label={t("criteria")}
        note={t("criteriaHint")}
        error={form.criteria.length === 0 ? t("criteriaError") : null}
      >
        {QUEUED_CRITERIA.map((criterion) => (
          <Button
            key={criterion}
            selected={form.criteria.includes(criterion)}
            aria-pressed={form.criteria.includes(criterion)}
            onClick={() => toggle(criterion)}
          >
            {marks(criterion)}
          </Button>
        ))}
      </Group>
      <NumberField
        label={t("target")}
        unit={t("percentWrong")}
        hint={t("targetHint")}
        value={form.targetPercent}
        range={LAUNCH_RANGES.target}
        onChange={(targetPercent) => change({ targetPercent })}
      />
      <Disclosure summary={t("more")} aside={t("moreAside")}>
        <div className="space-y-5 pt-1">
          {graded.length > 1 ? (
            <Field label={t("version")} hint={t("versionHint")}>
              {({ id }) => (
                <Select
                  id={id}
                  value={form.graderVersionId}
                  options={[
                    { value: "", label: t("versionCurrent") },
                    ...graded.map(({ id: value, label, unitsGraded }) => ({
                      value,
                      label,
                      description: t("versionUnits", { count: format.number(unitsGraded) }),
                    })),
                  ]}
                  onChange={(graderVersionId) => change({ graderVersionId })}
                  className="w-full"
                />
              )}
            </Field>
          ) : null}
          <Group label={t("readers")} note={t("readersHint")} error={null}>
            {READERS.map((readsPerUnit) => (
              <Button
                key={readsPerUnit}
                selected={form.readsPerUnit === readsPerUnit}
                aria-pressed={form.readsPerUnit === readsPerUnit}
                onClick={() => change({ readsPerUnit })}
                className="min-w-12 tabular-nums"
              >
                {readsPerUnit}
              </Button>
            ))}
          </Group>
          <div className="grid gap-5 phone:grid-cols-2">
            <NumberField
              label={t("auditShare")}
              unit="%"
              hint={t("auditHint")}
              value={form.auditPercent}
              range={LAUNCH_RANGES.audit}
              onChange={(auditPercent) => change({ auditPercent })}
            />
            <NumberField
              label={t("blindShare")}
              unit="%"
              hint={t("blindHint")}
              value={form.blindPercent}
              range={LAUNCH_RANGES.blind}
              onChange={(blindPercent) => change({ blindPercent })}
            />
          </div>
        </div>
      </Disclosure>
    </>
  );
}

/** Buttons that belong together, under one name. */
function Group({
  label,
  note,
  error,
  children,
}: {
  readonly label: string;
  readonly note: string;
  readonly error: string | null;
  readonly children: React.ReactNode;
}) {
  const id = useId();
  return (
    <fieldset aria-describedby={`${id}-note`}>
      <legend className="mb-1.5 text-control font-[560]">{label}</legend>
      <div className="flex flex-wrap gap-2">{children}</div>
      {error === null ? (
        <p id={`${id}-note`} className="mt-1.5 text-label text-text-3">
          {note}
        </p>
      ) : (
        <p id={`${id}-note`} role="alert" className="mt-1.5 text-control text-wrong">
          {error}
        </p>
      )}
    </fieldset>
  );
}
