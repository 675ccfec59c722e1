"use client";

import { useTranslations } from "use-intl";
import { FormSection } from "@/components/graders/form-section";
import { GRADER_RANGES, type GraderForm, type GraderProblem } from "@/components/graders/grader-form";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { EndpointView } from "@/lib/queries/endpoint-contract";

/** The first step: who reads the target information, and how. */
export function ExtractionFields({
  form,
  problems,
  endpoints,
  defaultInstructions,
  onChange,
}: {
  readonly form: GraderForm;
  readonly problems: ReadonlySet<GraderProblem>;
  readonly endpoints: readonly EndpointView[];
  readonly defaultInstructions: string;
  readonly onChange: (part: Partial<GraderForm>) => void;
}) {
  const t = useTranslations("graders.editor");
  return (
    <FormSection title={t("extraction")} note={t("extractionNote")}>
      <Choice
        label={t("extractionBy")}
        value={form.extractionKind}
        options={(["llm", "offline"] as const).map((value) => ({
          value,
          label: t(`extractionOption.${value}`),
          description: t(`extractionBody.${value}`),
        }))}
        onChange={(extractionKind) => onChange({ extractionKind })}
      />
      {form.extractionKind === "llm" ? (
        <>
          <Field label={t("endpoint")} error={problems.has("extractionEndpoint") ? t("endpointMissing") : null}>
            {(ids) => (
              <Select
                id={ids.id}
                value={form.extractionEndpointId}
                options={endpoints.map((endpoint) => ({
                  value: endpoint.id,
                  label: endpoint.name,
                  description: endpoint.model,
                }))}
                onChange={(extractionEndpointId) => onChange({ extractionEndpointId })}
                className="w-full"
              />
            )}
          </Field>
          <InstructionsField
            hint={t("extractionHint")}
            value={form.extractionInstructions}
            defaultValue={defaultInstructions}
            onChange={(extractionInstructions) => onChange({ extractionInstructions })}
          />
          <Disclosure summary={t("settings")}>
            <div className="grid gap-5 phone:grid-cols-2">
              <NumberField
                label={t("turnsPerCall")}
                hint={t("turnsPerCallHint")}
                value={form.turnsPerCall}
                range={GRADER_RANGES.turnsPerCall}
                onChange={(turnsPerCall) => onChange({ turnsPerCall })}
              />
              <NumberField
                label={t("maxTokens")}
                hint={t("maxTokensHint")}
                value={form.extractionMaxTokens}
                range={GRADER_RANGES.extractionMaxTokens}
                onChange={(extractionMaxTokens) => onChange({ extractionMaxTokens })}
              />
              <NumberField
                label={t("temperature")}
                hint={t("temperatureHint")}
                value={form.extractionTemperature}
                range={GRADER_RANGES.extractionTemperature}
                onChange={(extractionTemperature) => onChange({ extractionTemperature })}
              />
              <NumberField
                label={t("seed")}
                hint={t("seedHint")}
                value={form.extractionSeed}
                range={GRADER_RANGES.extractionSeed}
                onChange={(extractionSeed) => onChange({ extractionSeed })}
              />
            </div>
          </Disclosure>
        </>
      ) : null}
    </FormSection>
  );
}

/** A prompt to write, with a way back to the one that comes with the domain profile. */
export function InstructionsField({
  hint,
  value,
  defaultValue,
  onChange,
}: {
  readonly hint: string;
  readonly value: string;
  readonly defaultValue: string;
  readonly onChange: (value: string) => void;
}) {
  const t = useTranslations("graders.editor");
  return (
    <Field
      label={t("instructions")}
      hint={hint}
      aside={
        value.trim() === defaultValue.trim() ? null : (
          <Button size="small" variant="quiet" className="-my-2 -mr-2.5" onClick={() => onChange(defaultValue)}>
            {t("reset")}
          </Button>
        )
      }
    >
      {(ids) => (
        <Textarea
          {...ids}
          mono
          rows={14}
          className="max-h-[70dvh] min-h-44"
          maxLength={20_000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
