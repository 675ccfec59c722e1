import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** A bordered surface. `act` gives it the shadow that means: this is what you act on. */
export function Card({
  act = false,
  padded = true,
  className,
  children,
  labelledBy,
}: {
  readonly act?: boolean;
  readonly padded?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
  readonly labelledBy?: string;
}) {
  return (
    <section
      aria-labelledby={labelledBy}
      className={classNames(
        "min-w-0 rounded-card border bg-surface",
        act ? "border-line-strong shadow-act" : "border-line",
        padded && "p-5 phone:p-6",
        className,
      )}
    >
      {children}
    </section>
  );
}

/** The head of a card: a 14 px title at left, a small fact at right. */
export function CardHead({
  id,
  title,
  aside,
  level = 2,
}: {
  readonly id?: string;
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly level?: 2 | 3;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
      <Heading id={id} className="text-body font-[600]">
        {title}
      </Heading>
      {aside === undefined || aside === null ? null : (
        <span className="text-label text-text-3 tabular-nums">{aside}</span>
      )}
    </div>
  );
}
