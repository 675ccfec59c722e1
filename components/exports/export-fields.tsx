"use client";

import { useTranslations } from "use-intl";
import {
  EXPORT_RANGES,
  type ExportForm,
  isLicence,
  POLICIES,
  readsGoodness,
  splitsEverything,
  USUAL_EXPORT,
} from "@/components/exports/export-form";
import { Choice } from "@/components/ui/choice";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { EXPORT_FORMATS } from "@/lib/export/export-settings";
import { FUSION_MODES, TRAIN_MODES } from "@/lib/grading/reward";

interface Fields {
  readonly form: ExportForm;
  readonly change: (changes: Partial<ExportForm>) => void;
}

const SOURCES = ["all", "expert", "policy"] as const;

/** Format, what is done with risky rows, and behind a fold what is rarely changed. */
export function ExportFields({ form, change }: Fields) {
  const t = useTranslations("exports");
  return (
    <>
      <Field label={t("formatLabel")} hint={t(`formatBody.${form.format}`)}>
        {({ id }) => (
          <Select
            id={id}
            value={form.format}
            options={EXPORT_FORMATS.map((value) => ({ value, label: t(`format.${value}`) }))}
            onChange={(format) => change({ format })}
            className="w-full"
          />
        )}
      </Field>
      <Choice
        label={t("policyLabel")}
        value={form.policy}
        options={POLICIES.map((value) => ({
          value,
          label: t(`policy.${value}`),
          description: t(`policyBody.${value}`),
        }))}
        onChange={(policy) => change({ policy })}
      />
      {form.policy === "drop_audited" ? (
        <NumberField
          label={t("target")}
          unit={t("targetUnit")}
          hint={t("targetHint")}
          value={form.targetPercent}
          range={EXPORT_RANGES.target}
          onChange={(targetPercent) => change({ targetPercent })}
        />
      ) : null}
      {form.policy === "drop" ? (
        <NumberField
          label={t("threshold")}
          unit="%"
          hint={t("thresholdHint")}
          value={form.thresholdPercent}
          range={EXPORT_RANGES.threshold}
          onChange={(thresholdPercent) => change({ thresholdPercent })}
        />
      ) : null}
      <FormatFields form={form} change={change} />
      <Disclosure summary={t("more")} aside={t(isUsual(form) ? "moreAside" : "moreChanged")}>
        <div className="space-y-5 pt-1">
          <RowFields form={form} change={change} />
          <SplitFields form={form} change={change} />
        </div>
      </Disclosure>
    </>
  );
}

/** Whether nothing behind the fold was changed. */
function isUsual({ source, reviewedOnly, isSplit, trainMode, fusionMode }: ExportForm): boolean {
  const usual = USUAL_EXPORT;
  return (
    source === usual.source &&
    reviewedOnly === usual.reviewedOnly &&
    isSplit === usual.isSplit &&
    trainMode === usual.trainMode &&
    fusionMode === usual.fusionMode
  );
}

/** What one format alone asks. */
function FormatFields({ form, change }: Fields) {
  const t = useTranslations("exports");
  if (readsGoodness(form.format)) {
    return (
      <NumberField
        label={t("goodFrom")}
        unit={t("rewardUnit")}
        hint={t("goodFromHint")}
        value={form.goodFrom}
        placeholder={t("goodFromUsual")}
        range={EXPORT_RANGES.goodFrom}
        onChange={(goodFrom) => change({ goodFrom })}
      />
    );
  }
  if (form.format === "dpo") {
    return (
      <NumberField
        label={t("leastGap")}
        unit={t("rewardUnit")}
        hint={t("leastGapHint")}
        value={form.leastGap}
        range={EXPORT_RANGES.leastGap}
        onChange={(leastGap) => change({ leastGap })}
      />
    );
  }
  if (form.format !== "huggingface") return null;
  return (
    <Field label={t("licence")} hint={t("licenceHint")} error={isLicence(form.licence) ? null : t("licenceError")}>
      {(ids) => (
        <Input
          {...ids}
          value={form.licence}
          autoComplete="off"
          onChange={(event) => change({ licence: event.target.value })}
          className="max-w-60"
        />
      )}
    </Field>
  );
}

function RowFields({ form, change }: Fields) {
  const t = useTranslations("exports");
  return (
    <>
      {form.format === "training" ? null : (
        <div className="grid gap-5 phone:grid-cols-2">
          <Field label={t("sourceLabel")}>
            {({ id }) => (
              <Select
                id={id}
                value={form.source}
                options={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
                onChange={(source) => change({ source })}
                className="w-full"
              />
            )}
          </Field>
          <Field label={t("rewardLabel")}>
            {({ id }) => (
              <Select
                id={id}
                value={form.trainMode}
                options={TRAIN_MODES.map((value) => ({
                  value,
                  label: t(`trainMode.${value}`),
                  description: t(`trainModeBody.${value}`),
                }))}
                onChange={(trainMode) => change({ trainMode })}
                className="w-full"
              />
            )}
          </Field>
          {form.trainMode === "Ra+Rs" ? (
            <Field label={t("fusionLabel")}>
              {({ id }) => (
                <Select
                  id={id}
                  value={form.fusionMode}
                  options={FUSION_MODES.map((value) => ({ value, label: t(`fusionMode.${value}`) }))}
                  onChange={(fusionMode) => change({ fusionMode })}
                  className="w-full"
                />
              )}
            </Field>
          ) : null}
        </div>
      )}
      <Switch
        label={t("reviewedOnly")}
        hint={t("reviewedOnlyHint")}
        checked={form.reviewedOnly}
        onChange={(reviewedOnly) => change({ reviewedOnly })}
      />
    </>
  );
}

function SplitFields({ form, change }: Fields) {
  const t = useTranslations("exports");
  return (
    <>
      <Switch
        label={t("split")}
        hint={t("splitHint")}
        checked={form.isSplit}
        onChange={(isSplit) => change({ isSplit })}
      />
      {form.isSplit ? (
        <div className="grid gap-5 phone:grid-cols-3">
          <NumberField
            label={t("validation")}
            unit="%"
            value={form.validationPercent}
            range={EXPORT_RANGES.share}
            onChange={(validationPercent) => change({ validationPercent })}
          />
          <NumberField
            label={t("test")}
            unit="%"
            value={form.testPercent}
            range={EXPORT_RANGES.share}
            onChange={(testPercent) => change({ testPercent })}
          />
          <NumberField
            label={t("seed")}
            value={form.seed}
            range={EXPORT_RANGES.seed}
            onChange={(seed) => change({ seed })}
          />
        </div>
      ) : null}
      {splitsEverything(form) ? <Notice tone="warning">{t("splitError")}</Notice> : null}
    </>
  );
}
