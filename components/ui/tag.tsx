import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

export type TagTone = "neutral" | "strong" | "grader" | "agree" | "wrong" | "unsure";

const byTone: Readonly<Record<TagTone, string>> = {
  neutral: "border-line bg-surface text-text-2",
  strong: "border-control bg-surface text-text",
  grader: "border-grader-line bg-grader-ground text-grader",
  agree: "border-agree-line bg-agree-ground text-agree",
  wrong: "border-wrong-line bg-wrong-ground text-wrong",
  unsure: "border-unsure-line bg-unsure-ground text-unsure",
};

/** A short state or name beside a heading. `dot` draws a small filled circle: something is going on now. */
export function Tag({
  tone = "neutral",
  icon,
  dot = false,
  children,
}: {
  readonly tone?: TagTone;
  readonly icon?: LucideIcon;
  readonly dot?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        "inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-button border px-2 text-label font-[500]",
        byTone[tone],
      )}
    >
      {icon ? <Icon icon={icon} size={14} /> : null}
      {dot ? <span aria-hidden="true" className="size-1.5 rounded-full bg-current" /> : null}
      {children}
    </span>
  );
}
