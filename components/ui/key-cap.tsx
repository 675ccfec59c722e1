import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** A key drawn on the thing it does; decoration for those who see it, the button's name says the rest. */
export function KeyCap({ children, onInk = false }: { readonly children: ReactNode; readonly onInk?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-tag border px-1 font-sans text-tag font-[560]",
        onInk
          ? "border-on-ink/35 text-on-ink/85"
          : "border-line-strong bg-surface text-text-2 shadow-[0_1px_0_var(--color-line-strong)]",
      )}
    >
      {children}
    </span>
  );
}
