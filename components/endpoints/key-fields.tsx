"use client";

import { useTranslations } from "use-intl";
import type { EndpointForm, EndpointProblem, KeyChoice } from "@/components/endpoints/endpoint-form";
import { Choice } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";

/** Where the key comes from. One that is there is never shown, only kept or replaced. */
export function KeyFields({
  form,
  mayKeep,
  problems,
  onChange,
}: {
  readonly form: EndpointForm;
  readonly mayKeep: boolean;
  readonly problems: ReadonlySet<EndpointProblem>;
  readonly onChange: (part: Partial<EndpointForm>) => void;
}) {
  const t = useTranslations("endpoints.dialog");
  const choices: readonly KeyChoice[] = [...(mayKeep ? (["keep"] as const) : []), "none", "environment", "stored"];
  return (
    <div className="space-y-4">
      <Choice
        label={t("key")}
        value={form.keyChoice}
        options={choices.map((value) => ({
          value,
          label: t(`keySource.${value}`),
          description: t(`keySourceBody.${value}`),
        }))}
        onChange={(keyChoice) => onChange({ keyChoice })}
      />
      {form.keyChoice === "environment" ? (
        <Field
          label={t("variable")}
          hint={t("variableHint")}
          error={problems.has("variable") ? t("badVariable") : null}
        >
          {(ids) => (
            <Input
              {...ids}
              value={form.variable}
              autoCapitalize="characters"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => onChange({ variable: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {form.keyChoice === "stored" ? (
        <Field label={t("storedKey")} hint={t("storedKeyHint")} error={problems.has("storedKey") ? t("missing") : null}>
          {(ids) => (
            <PasswordInput
              {...ids}
              value={form.storedKey}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ storedKey: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}
