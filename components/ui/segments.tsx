"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";

/** A few short views of the same thing, of which one is shown. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => {
        // Pressing the one that is shown would leave none.
        if (next !== undefined) onChange(next);
      }}
      className="inline-flex max-w-full flex-wrap gap-1"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="inline-flex h-8 items-center rounded-button border border-transparent px-2.5 text-control font-[500] whitespace-nowrap text-text-2 tabular-nums hover:bg-hover hover:text-text data-pressed:border-line-strong data-pressed:bg-surface data-pressed:text-text"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
