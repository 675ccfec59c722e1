import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

/** Text of several lines; grows with what is typed where the browser can. `mono` for prompts. */
export function Textarea({
  className,
  mono = false,
  ...rest
}: ComponentProps<"textarea"> & { readonly mono?: boolean }) {
  return (
    <textarea
      {...rest}
      className={classNames(
        "field-sizing-content block min-h-10 w-full min-w-0 resize-y rounded-input border border-control bg-surface px-3 py-2 text-text placeholder:text-text-3 focus-visible:border-grader focus-visible:outline-offset-0 read-only:bg-sunken read-only:text-text-2 aria-invalid:border-wrong",
        mono ? "font-mono text-control" : "text-body",
        className,
      )}
    />
  );
}
