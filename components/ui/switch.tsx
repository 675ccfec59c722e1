"use client";

import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";

/** One thing that is on or off at once, with its name and what it does beside it. */
export function Switch({
  label,
  hint,
  checked,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 flex h-5 w-9 shrink-0 items-center rounded-full border border-control bg-sunken p-[3px] transition-colors data-checked:border-ink data-checked:bg-ink"
      >
        <BaseSwitch.Thumb className="block size-3 rounded-full bg-text-3 transition-transform data-checked:translate-x-4 data-checked:bg-on-ink" />
      </BaseSwitch.Root>
      <div className="min-w-0">
        <p id={`${id}-label`} className="text-control font-[560] leading-6">
          {label}
        </p>
        {hint ? (
          <p id={`${id}-hint`} className="text-label text-text-3">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
