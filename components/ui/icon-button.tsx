"use client";

import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";

/** A well-known icon alone; its label is read aloud and shown on hover. */
export function IconButton({
  icon,
  label,
  className,
  ...rest
}: Omit<ComponentProps<"button">, "children"> & { readonly icon: LucideIcon; readonly label: string }) {
  return (
    <Tooltip label={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classNames(
          "inline-flex size-9 shrink-0 items-center justify-center rounded-button text-text-2 hover:bg-hover hover:text-text active:bg-sunken",
          className,
        )}
      >
        <Icon icon={icon} />
      </button>
    </Tooltip>
  );
}
