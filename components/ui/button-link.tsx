import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "@/components/ui/button-class";
import { Icon } from "@/components/ui/icon";

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({
  href,
  variant = "plain",
  size = "regular",
  icon,
  iconAfter,
  download = false,
  className,
  children,
}: {
  readonly href: string;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon;
  readonly iconAfter?: LucideIcon;
  /** True for a file the browser saves: no client-side navigation then. */
  readonly download?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const look = buttonClass({ variant, size, className });
  const inside = (
    <>
      {icon ? <Icon icon={icon} /> : null}
      {children}
      {iconAfter ? <Icon icon={iconAfter} /> : null}
    </>
  );
  return download ? (
    <a href={href} download className={look}>
      {inside}
    </a>
  ) : (
    <Link href={href} className={look}>
      {inside}
    </Link>
  );
}
