"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type NumberRange, readNumber } from "@/components/ui/read-number";

/** A number with its unit; says what it takes as soon as something else stands in it. */
export function NumberField({
  label,
  unit,
  hint,
  value,
  range,
  placeholder,
  onChange,
}: {
  readonly label: ReactNode;
  /** Behind the number: "s", "a minute", "US$". */
  readonly unit?: string;
  readonly hint?: ReactNode;
  /** As typed. */
  readonly value: string;
  readonly range: NumberRange;
  readonly placeholder?: string;
  readonly onChange: (typed: string) => void;
}) {
  const t = useTranslations("common.number");
  const format = useFormatter();
  const read = readNumber(value, range);
  const bounds = {
    min: format.number(range.min, { maximumFractionDigits: 4 }),
    max: format.number(range.max, { maximumFractionDigits: 4 }),
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={read.ok ? null : t(read.problem === "number" && range.whole ? "whole" : read.problem, bounds)}
    >
      {(ids) => (
        <span className="flex items-center gap-2">
          <Input
            {...ids}
            inputMode={range.whole ? "numeric" : "decimal"}
            autoComplete="off"
            value={value}
            placeholder={placeholder}
            onChange={(event) => onChange(event.target.value)}
            className="max-w-36 tabular-nums"
          />
          {unit ? <span className="text-label whitespace-nowrap text-text-3">{unit}</span> : null}
        </span>
      )}
    </Field>
  );
}
