"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";

/** One of a few things that each need a sentence: all are seen at once, arrows move between them. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: ReactNode;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly description?: ReactNode }[];
  readonly onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div>
      <p id={id} className="mb-1.5 text-control font-[560]">
        {label}
      </p>
      <RadioGroup aria-labelledby={id} value={value} onValueChange={onChange} className="grid gap-2 phone:grid-cols-2">
        {options.map((option) => (
          <Radio.Root
            key={option.value}
            value={option.value}
            aria-labelledby={`${id}-${option.value}`}
            aria-describedby={option.description ? `${id}-${option.value}-note` : undefined}
            className="group/choice flex cursor-pointer items-start gap-2.5 rounded-input border border-line-strong bg-surface px-3 py-2.5 text-left hover:bg-hover data-checked:border-ink data-checked:shadow-[inset_0_0_0_0.5px_var(--color-ink)]"
          >
            <span
              aria-hidden="true"
              className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control group-data-checked/choice:border-ink"
            >
              <span className="hidden size-2 rounded-full bg-ink group-data-checked/choice:block" />
            </span>
            <span className="min-w-0">
              <span id={`${id}-${option.value}`} className="block text-control font-[560]">
                {option.label}
              </span>
              {option.description ? (
                <span id={`${id}-${option.value}-note`} className="block text-label text-text-3">
                  {option.description}
                </span>
              ) : null}
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
