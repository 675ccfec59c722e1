"use client";

import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
}

/** One of a few values. Give it `label` where no visible label stands beside it. */
export function Select<Value extends string>({
  id,
  label,
  value,
  options,
  onChange,
  size = "regular",
  className,
}: {
  readonly id?: string;
  readonly label?: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly size?: "small" | "regular";
  readonly className?: string;
}) {
  return (
    <BaseSelect.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <BaseSelect.Trigger
        id={id}
        aria-label={label}
        className={classNames(
          "inline-flex min-w-28 items-center justify-between phone:min-w-36 gap-3 rounded-input border border-control bg-surface text-text hover:bg-hover data-popup-open:bg-sunken",
          size === "small" ? "h-8 px-2.5 text-control" : "h-10 px-3 text-body",
          className,
        )}
      >
        <BaseSelect.Value />
        <BaseSelect.Icon className="text-text-3">
          <Icon icon={ChevronsUpDown} />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup className="min-w-[var(--anchor-width)] max-w-80 rounded-card border border-line-strong bg-surface p-1 shadow-act outline-none">
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  className="flex min-h-8 items-start gap-2.5 rounded-button px-2.5 py-1.5 text-control outline-none select-none data-highlighted:bg-hover"
                >
                  <span className="min-w-0 flex-1">
                    <BaseSelect.ItemText className="font-[500]">{option.label}</BaseSelect.ItemText>
                    {option.description ? (
                      <span className="block text-label text-text-3">{option.description}</span>
                    ) : null}
                  </span>
                  <BaseSelect.ItemIndicator className="mt-0.5">
                    <Icon icon={Check} />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
