"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import {
  EMPTY_ENDPOINT,
  ENDPOINT_RANGES,
  type EndpointForm,
  type EndpointProblem,
  endpointToForm,
  readEndpointChange,
  readNewEndpoint,
} from "@/components/endpoints/endpoint-form";
import { KeyFields } from "@/components/endpoints/key-fields";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { NumberField } from "@/components/ui/number-field";
import { Switch } from "@/components/ui/switch";
import { addEndpoint, changeEndpoint, type EndpointView, endpointKeys } from "@/lib/queries/endpoint-contract";

/** Adds an endpoint, or edits what may change at one. Mount it anew for each opening: it begins from what is there. */
export function EndpointDialog({
  projectId,
  endpoint,
  onClose,
}: {
  readonly projectId: string;
  /** Null adds one. */
  readonly endpoint: EndpointView | null;
  readonly onClose: () => void;
}) {
  const t = useTranslations("endpoints.dialog");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const formId = useId();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<EndpointForm>(() => (endpoint === null ? EMPTY_ENDPOINT : endpointToForm(endpoint)));
  const [problems, setProblems] = useState<ReadonlySet<EndpointProblem>>(new Set());
  const save = useMutation({
    mutationFn: async () => {
      if (endpoint === null) {
        const read = readNewEndpoint(form);
        return read.ok ? addEndpoint(projectId, read.value) : null;
      }
      const read = readEndpointChange(form);
      return read.ok ? changeEndpoint(projectId, endpoint.id, read.value) : null;
    },
    onSuccess: async (saved) => {
      if (saved === null) return;
      await queryClient.invalidateQueries({ queryKey: endpointKeys.all(projectId) });
      toast(t("saved", { name: saved.name }));
      onClose();
    },
  });

  const change = (part: Partial<EndpointForm>) => setForm((before) => ({ ...before, ...part }));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    const read = endpoint === null ? readNewEndpoint(form) : readEndpointChange(form);
    setProblems(read.ok ? new Set() : read.problems);
    if (read.ok) save.mutate();
  }

  const number = (field: keyof typeof ENDPOINT_RANGES, words: { label: string; unit?: string; hint?: string }) => (
    <NumberField
      {...words}
      value={form[field]}
      range={ENDPOINT_RANGES[field]}
      onChange={(value) => change({ [field]: value })}
    />
  );

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      wide
      title={endpoint === null ? t("addTitle") : t("editTitle", { name: endpoint.name })}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="ink" type="submit" form={formId} busy={save.isPending} busyLabel={t("saving")}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="space-y-5">
        <div className="grid gap-5 phone:grid-cols-2">
          <Field label={t("name")} hint={t("nameHint")} error={problems.has("name") ? t("missing") : null}>
            {(ids) => (
              <Input
                {...ids}
                value={form.name}
                maxLength={80}
                placeholder={t("namePlaceholder")}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <Field
            label={t("model")}
            hint={endpoint === null ? t("modelHint") : undefined}
            error={problems.has("model") ? t("missing") : null}
          >
            {(ids) => (
              <Input
                {...ids}
                value={form.model}
                maxLength={200}
                readOnly={endpoint !== null}
                placeholder={t("modelPlaceholder")}
                autoCapitalize="off"
                spellCheck={false}
                onChange={(event) => change({ model: event.target.value })}
              />
            )}
          </Field>
          <div className="phone:col-span-2">
            <Field
              label={t("baseUrl")}
              hint={endpoint === null ? t("baseUrlHint") : t("fixed")}
              error={problems.has("baseUrl") ? t("badUrl") : null}
            >
              {(ids) => (
                <Input
                  {...ids}
                  type="url"
                  value={form.baseUrl}
                  maxLength={500}
                  readOnly={endpoint !== null}
                  placeholder={t("baseUrlPlaceholder")}
                  spellCheck={false}
                  onChange={(event) => change({ baseUrl: event.target.value })}
                />
              )}
            </Field>
          </div>
        </div>
        <KeyFields form={form} mayKeep={endpoint !== null} problems={problems} onChange={change} />
        <Section title={t("limits")}>
          <div className="grid gap-5 phone:grid-cols-2">
            {number("concurrency", { label: t("concurrency"), hint: t("concurrencyHint") })}
            {number("timeoutSeconds", { label: t("timeout"), unit: "s", hint: t("timeoutHint") })}
            {number("requestsPerMinute", { label: t("requests"), hint: t("optional") })}
            {number("tokensPerMinute", { label: t("tokens"), hint: t("optional") })}
          </div>
        </Section>
        <Section title={t("prices")} note={t("pricesHint")}>
          <div className="grid gap-5 phone:grid-cols-2">
            {number("inputPrice", { label: t("inputPrice"), unit: "US$" })}
            {number("outputPrice", { label: t("outputPrice"), unit: "US$" })}
          </div>
        </Section>
        <Section title={t("answers")}>
          <div className="space-y-4">
            <Choice
              label={t("structured")}
              value={form.structuredOutput}
              options={(["json_schema", "none"] as const).map((value) => ({
                value,
                label: t(`structuredOption.${value}`),
                description: t(`structuredBody.${value}`),
              }))}
              onChange={(structuredOutput) => change({ structuredOutput })}
            />
            <Switch
              label={t("probabilities")}
              hint={t("probabilitiesHint")}
              checked={form.tokenProbabilities}
              onChange={(tokenProbabilities) => change({ tokenProbabilities })}
            />
          </div>
        </Section>
        {save.error ? (
          <Notice tone="error" title={t("failed")}>
            {problemText(save.error)}
          </Notice>
        ) : null}
      </form>
    </Dialog>
  );
}

function Section({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <section aria-label={title} className="border-line border-t pt-4">
      <h3 className="text-body font-[600]">{title}</h3>
      {note ? <p className="text-label text-text-3">{note}</p> : null}
      <div className="mt-3">{children}</div>
    </section>
  );
}
