"use client";

import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import type { ImportPreview } from "@/lib/queries/import-draft-contract";
import {
  defaultMapping,
  IMPORT_FORMATS,
  type ImportFields,
  type ImportFormat,
  type ImportMapping,
  meaningOfRole,
} from "@/lib/trajectory/formats/import-options";

/** Which fields a format asks for; those of its messages stand within the list. */
const ASKED: Readonly<Record<ImportFormat, readonly (keyof ImportFields)[]>> = {
  session: ["id", "diagnosis", "messages", "role", "content"],
  chat: ["id", "diagnosis", "messages", "role", "content"],
  sharegpt: ["id", "diagnosis", "messages", "role", "content"],
  segmented: [],
  training: [],
  evaluated: [],
  message_rows: ["id", "role", "content", "order", "diagnosis"],
  dialogue_rows: ["messages", "id", "diagnosis"],
};
const NONE = "";

/** What the files hold, which field is which, and who stands behind a role. */
export function DraftMapping({
  preview,
  mapping,
  onChange,
}: {
  readonly preview: ImportPreview;
  readonly mapping: ImportMapping;
  readonly onChange: (mapping: ImportMapping) => void;
}) {
  const t = useTranslations("trajectories.draft");
  const { format, fields } = mapping;
  const holdsLists = format === "session" || format === "chat" || format === "sharegpt";
  const namesFor = (field: keyof ImportFields) =>
    holdsLists && (field === "role" || field === "content") ? preview.messageFields : preview.columns;

  function choose(field: keyof ImportFields, name: string) {
    onChange({ ...mapping, fields: { ...fields, [field]: name === NONE ? null : name } });
  }

  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Field label={t("format")}>
          {({ id }) => (
            <Select
              id={id}
              value={format}
              className="min-w-60"
              onChange={(next: ImportFormat) =>
                onChange(next === preview.suggested.format ? preview.suggested : defaultMapping(next))
              }
              options={IMPORT_FORMATS.map((value) => ({
                value,
                label: t(`formats.${value}`),
                description: t(`formatHints.${value}`),
              }))}
            />
          )}
        </Field>
        <p className="pb-2 text-label text-text-3">
          {format === preview.suggested.format
            ? preview.isFromProject
              ? t("fromProject")
              : t("detected")
            : t("chosen")}
        </p>
      </div>
      {ASKED[format].length > 0 ? (
        <div className="grid gap-3 phone:grid-cols-2 fold:grid-cols-5">
          {ASKED[format].map((field) => {
            const names = namesFor(field);
            const value = fields[field];
            return (
              <Field
                key={field}
                label={t(`fields.${field}`)}
                error={preview.missing.includes(field) && value === null ? t("needed") : null}
              >
                {({ id }) => (
                  <Select
                    id={id}
                    size="small"
                    className="w-full"
                    value={value ?? NONE}
                    onChange={(name) => choose(field, name)}
                    options={[
                      { value: NONE, label: t(field === "id" ? "byPlace" : "none") },
                      ...[...new Set([...names, ...(value === null ? [] : [value])])].map((name) => ({
                        value: name,
                        label: name,
                      })),
                    ]}
                  />
                )}
              </Field>
            );
          })}
        </div>
      ) : null}
      {ASKED[format].length > 0 && preview.roles.length > 0 ? (
        <fieldset>
          <legend className="mb-1.5 text-control font-[560]">{t("roles")}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {preview.roles.map((role) => {
              const meaning = meaningOfRole(mapping.roles, role);
              return (
                <div key={role} className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <code className="max-w-48 truncate text-label">{role === "" ? t("emptyRole") : role}</code>
                  <Select
                    size="small"
                    label={t("roleOf", { role })}
                    value={meaning ?? NONE}
                    onChange={(next) => {
                      if (next !== NONE) onChange({ ...mapping, roles: { ...mapping.roles, [role]: next } });
                    }}
                    options={[
                      ...(meaning === null ? [{ value: NONE, label: t("chooseRole") } as const] : []),
                      { value: "user", label: t("meanings.user") },
                      { value: "assistant", label: t("meanings.assistant") },
                      { value: "skip", label: t("meanings.skip") },
                    ]}
                  />
                  {meaning === null ? <Tag tone="wrong">{t("unmapped")}</Tag> : null}
                </div>
              );
            })}
          </div>
        </fieldset>
      ) : null}
    </div>
  );
}
