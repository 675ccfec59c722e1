"use client";

import { LoaderCircle, Lock, type LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "@/components/ui/button-class";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { KeyCap } from "@/components/ui/key-cap";

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled" | "className"> {
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon;
  readonly iconAfter?: LucideIcon;
  /** The key that does the same, drawn on the button. */
  readonly keyCap?: string;
  readonly selected?: boolean;
  readonly busy?: boolean;
  /** The verb shown while busy: "Importing". The width is kept. */
  readonly busyLabel?: string;
  /** Short reason that replaces the label and makes the button unavailable: "Promote at 20 to 1". */
  readonly disabledReason?: string | null;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A button that stays reachable while busy or unavailable (aria-disabled, not disabled), so that focus is never lost
 * and a screen reader can read the reason.
 */
export function Button({
  variant = "plain",
  size = "regular",
  icon,
  iconAfter,
  keyCap,
  selected = false,
  busy = false,
  busyLabel,
  disabledReason = null,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const unavailable = disabledReason !== null;
  const inactive = busy || unavailable;
  return (
    <button
      {...rest}
      type={inactive && type === "submit" ? "button" : type}
      aria-disabled={inactive || undefined}
      aria-busy={busy || undefined}
      onClick={inactive ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ variant, size, disabled: unavailable, selected, className })}
    >
      {unavailable ? (
        <>
          <Icon icon={Lock} size={15} />
          {disabledReason}
        </>
      ) : (
        <span className="grid items-center justify-items-center">
          <span
            className={classNames("col-start-1 row-start-1 inline-flex items-center gap-2", busy && "invisible")}
            aria-hidden={busy || undefined}
          >
            {icon ? <Icon icon={icon} /> : null}
            {children}
            {iconAfter ? <Icon icon={iconAfter} /> : null}
            {keyCap ? <KeyCap onInk={variant === "ink"}>{keyCap}</KeyCap> : null}
          </span>
          {busyLabel || busy ? (
            <span
              className={classNames("col-start-1 row-start-1 inline-flex items-center gap-2", !busy && "invisible")}
              aria-hidden={!busy || undefined}
            >
              <Icon icon={LoaderCircle} size={15} className={classNames("shrink-0", busy && "animate-spin")} />
              {busyLabel ?? children}
            </span>
          ) : null}
        </span>
      )}
    </button>
  );
}
