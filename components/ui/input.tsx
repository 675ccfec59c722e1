import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

/** A one-line text input. 44 px high below 640 so that a finger finds it. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...rest}
      className={classNames(
        "h-11 w-full min-w-0 rounded-input border border-control bg-surface px-3 text-future text-text placeholder:text-text-3 focus-visible:border-grader focus-visible:outline-offset-0 read-only:bg-sunken read-only:text-text-2 aria-invalid:border-wrong phone:h-10 phone:text-body",
        className,
      )}
    />
  );
}
