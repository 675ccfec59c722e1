"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";

/** Two to four choices side by side, one of which holds. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={onChange}
      className="inline-flex rounded-button border border-line-strong bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          aria-label={option.label}
          className="inline-flex h-7 cursor-pointer items-center rounded-tag border border-transparent px-2.5 text-control font-[500] text-text-2 select-none data-checked:border-line-strong data-checked:bg-surface data-checked:text-text"
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
