"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { FormList } from "@/components/graders/form-section";
import { type GraderForm, type GraderProblem, MOST, nextKey } from "@/components/graders/grader-form";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

type Words = Pick<GraderForm, "rules" | "cases">;

interface FieldsProps {
  readonly form: Words;
  readonly problems: ReadonlySet<GraderProblem>;
  readonly onChange: (part: Partial<Words>) => void;
}

/** Short rules, one line each. */
export function RulesFields({ form, onChange }: Omit<FieldsProps, "problems">) {
  const t = useTranslations("graders.editor");
  return (
    <FormList title={t("rules")} hint={t("rulesHint")}>
      <ol className="space-y-2">
        {form.rules.map((rule, index) => (
          <li key={rule.key} className="flex items-start gap-2">
            <Textarea
              aria-label={t("rule", { number: index + 1 })}
              rows={2}
              maxLength={1_000}
              value={rule.text}
              onChange={(event) =>
                onChange({
                  rules: form.rules.map((one) => (one.key === rule.key ? { ...one, text: event.target.value } : one)),
                })
              }
            />
            <IconButton
              icon={X}
              label={t("removeRule", { number: index + 1 })}
              onClick={() => onChange({ rules: form.rules.filter((one) => one.key !== rule.key) })}
            />
          </li>
        ))}
      </ol>
      <Button
        size="small"
        icon={Plus}
        className="mt-2"
        disabledReason={form.rules.length >= MOST.rules ? t("atMost", { count: MOST.rules }) : null}
        onClick={() => onChange({ rules: [...form.rules, { key: nextKey(form.rules), text: "" }] })}
      >
        {t("addRule")}
      </Button>
    </FormList>
  );
}

/** Worked cases: a title and the case itself with its scores. */
export function CasesFields({ form, problems, onChange }: FieldsProps) {
  const t = useTranslations("graders.editor");
  const change = (key: number, part: { title?: string; text?: string }) =>
    onChange({ cases: form.cases.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  return (
    <FormList title={t("cases")} hint={t("casesHint")}>
      <ol className="space-y-4">
        {form.cases.map((one, index) => {
          const hasProblem = problems.has(`case.${one.key}`);
          return (
            <li key={one.key} className="space-y-2">
              <div className="flex items-start gap-2">
                <Input
                  aria-label={t("caseTitle", { number: index + 1 })}
                  placeholder={t("caseTitle", { number: index + 1 })}
                  aria-invalid={hasProblem || undefined}
                  maxLength={200}
                  value={one.title}
                  onChange={(event) => change(one.key, { title: event.target.value })}
                />
                <IconButton
                  icon={X}
                  label={t("removeCase", { number: index + 1 })}
                  onClick={() => onChange({ cases: form.cases.filter((other) => other.key !== one.key) })}
                />
              </div>
              <Textarea
                mono
                rows={5}
                className="max-h-[60dvh] min-h-24"
                aria-label={t("caseText", { number: index + 1 })}
                aria-invalid={hasProblem || undefined}
                maxLength={5_000}
                value={one.text}
                onChange={(event) => change(one.key, { text: event.target.value })}
              />
              {hasProblem ? (
                <p role="alert" className="text-control text-wrong">
                  {t("caseProblem")}
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
      <Button
        size="small"
        icon={Plus}
        className="mt-2"
        disabledReason={form.cases.length >= MOST.cases ? t("atMost", { count: MOST.cases }) : null}
        onClick={() => onChange({ cases: [...form.cases, { key: nextKey(form.cases), title: "", text: "" }] })}
      >
        {t("addCase")}
      </Button>
    </FormList>
  );
}
