"use client";

import { useTranslations } from "use-intl";
import { InstructionsField } from "@/components/graders/extraction-fields";
import { FormList, FormSection } from "@/components/graders/form-section";
import { GRADER_RANGES, type GraderForm, type GraderProblem } from "@/components/graders/grader-form";
import { CasesFields, RulesFields } from "@/components/graders/rules-fields";
import { VotesFields } from "@/components/graders/votes-fields";
import { Disclosure } from "@/components/ui/disclosure";
import { NumberField } from "@/components/ui/number-field";
import { Switch } from "@/components/ui/switch";
import type { EndpointView } from "@/lib/queries/endpoint-contract";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

/** The second step: what counts as what, who votes, which probes. */
export function ScoringFields({
  form,
  problems,
  endpoints,
  versions,
  defaultInstructions,
  onChange,
}: {
  readonly form: GraderForm;
  readonly problems: ReadonlySet<GraderProblem>;
  readonly endpoints: readonly EndpointView[];
  readonly versions: readonly GraderVersionView[];
  readonly defaultInstructions: string;
  readonly onChange: (part: Partial<GraderForm>) => void;
}) {
  const t = useTranslations("graders.editor");
  return (
    <FormSection title={t("scoring")} note={t("scoringNote")}>
      <InstructionsField
        hint={t("scoringHint")}
        value={form.scoringInstructions}
        defaultValue={defaultInstructions}
        onChange={(scoringInstructions) => onChange({ scoringInstructions })}
      />
      <RulesFields form={form} onChange={onChange} />
      <CasesFields form={form} problems={problems} onChange={onChange} />
      <VotesFields form={form} problems={problems} endpoints={endpoints} versions={versions} onChange={onChange} />
      <FormList title={t("probes")} hint={t("probesHint")}>
        <div className="space-y-3">
          <Switch
            label={t("withoutFuture")}
            hint={t("withoutFutureHint")}
            checked={form.withoutFuture}
            onChange={(withoutFuture) => onChange({ withoutFuture })}
          />
          <Switch
            label={t("otherFuture")}
            hint={t("otherFutureHint")}
            checked={form.otherFuture}
            onChange={(otherFuture) => onChange({ otherFuture })}
          />
        </div>
      </FormList>
      <Disclosure summary={t("settings")}>
        <div className="grid gap-5 phone:grid-cols-2">
          <NumberField
            label={t("temperature")}
            hint={t("temperatureHint")}
            value={form.temperature}
            range={GRADER_RANGES.temperature}
            onChange={(temperature) => onChange({ temperature })}
          />
          <NumberField
            label={t("maxTokens")}
            hint={t("maxTokensHint")}
            value={form.maxTokens}
            range={GRADER_RANGES.maxTokens}
            onChange={(maxTokens) => onChange({ maxTokens })}
          />
          <NumberField
            label={t("seed")}
            hint={t("seedHint")}
            value={form.seed}
            range={GRADER_RANGES.seed}
            onChange={(seed) => onChange({ seed })}
          />
        </div>
      </Disclosure>
    </FormSection>
  );
}
