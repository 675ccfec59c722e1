import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

/** A tag that links a quote to the grade that used it. Filled for the highlighted unit, open for all others. */
export function EvidenceTag({
  label,
  filled = false,
  className,
  ...rest
}: Omit<ComponentProps<"span">, "children"> & { readonly label: string; readonly filled?: boolean }) {
  return (
    <span
      {...rest}
      className={classNames(
        "inline-flex h-[18px] min-w-6 shrink-0 items-center justify-center rounded-tag border px-1 align-[1px] text-tag font-[600] tabular-nums select-none",
        filled ? "border-grader bg-grader text-on-ink" : "border-grader-line bg-surface text-grader",
        className,
      )}
    >
      {label}
    </span>
  );
}
