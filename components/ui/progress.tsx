"use client";

import { Progress as BaseProgress } from "@base-ui/react/progress";
import { classNames } from "@/components/ui/class-names";

/** A thin bar of work done. `value` 0 … 1; null where the total is not known yet (hatched: not yet). */
export function Progress({
  value,
  label,
  className,
}: {
  readonly value: number | null;
  readonly label: string;
  readonly className?: string;
}) {
  return (
    <BaseProgress.Root
      value={value === null ? null : Math.round(value * 1000) / 10}
      aria-label={label}
      className={classNames("block w-full", className)}
    >
      <BaseProgress.Track
        className={classNames(
          "block h-1 overflow-hidden rounded-full bg-sunken shadow-[inset_0_0_0_1px_var(--color-line)]",
          value === null && "hatched",
        )}
      >
        <BaseProgress.Indicator
          className={classNames("block h-full rounded-full bg-ink transition-[width]", value === null && "hidden")}
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  );
}
