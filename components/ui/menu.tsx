"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

const itemClass =
  "flex min-h-8 items-center gap-2.5 rounded-button px-2.5 py-1.5 text-control font-[480] text-text outline-none select-none data-highlighted:bg-hover data-disabled:text-text-3";

/** A list of actions that drops from `trigger`. */
export function Menu({
  trigger,
  side = "bottom",
  align = "start",
  className,
  children,
}: {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly side?: "top" | "bottom" | "right";
  readonly align?: "start" | "end";
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner side={side} align={align} sideOffset={6} className="z-50 outline-none">
          <BaseMenu.Popup
            className={classNames(
              "min-w-[max(13rem,var(--anchor-width))] max-w-[calc(100vw-24px)] rounded-card border border-line-strong bg-surface p-1 shadow-act outline-none",
              className,
            )}
          >
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export function MenuItem({
  icon,
  onSelect,
  danger = false,
  children,
}: {
  readonly icon?: LucideIcon;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <BaseMenu.Item onClick={onSelect} className={classNames(itemClass, danger && "text-wrong")}>
      {icon ? <Icon icon={icon} /> : null}
      {children}
    </BaseMenu.Item>
  );
}

export function MenuLink({
  href,
  icon,
  current = false,
  children,
}: {
  readonly href: string;
  readonly icon?: LucideIcon;
  readonly current?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <BaseMenu.Item render={<Link href={href} aria-current={current ? "page" : undefined} />} className={itemClass}>
      {icon ? <Icon icon={icon} /> : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {current ? <Icon icon={Check} /> : null}
    </BaseMenu.Item>
  );
}

/** Options of which one holds, each with a tick when chosen. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: LucideIcon }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={onChange}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} closeOnClick={false} className={itemClass}>
          {option.icon ? <Icon icon={option.icon} /> : null}
          <span className="flex-1">{option.label}</span>
          <BaseMenu.RadioItemIndicator>
            <Icon icon={Check} />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="px-2.5 pt-2 pb-1 text-label text-text-3">{children}</div>;
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}
