import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/** Something that can be opened in place; a plain `details`, so that it also opens for a search in the page. */
export function Disclosure({
  summary,
  aside,
  defaultOpen = false,
  className,
  children,
}: {
  readonly summary: ReactNode;
  /** A small fact behind the summary, seen also while closed. */
  readonly aside?: ReactNode;
  readonly defaultOpen?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <details open={defaultOpen} className={classNames("group/disclosure", className)}>
      <summary className="-ml-1 inline-flex min-h-8 cursor-pointer list-none items-center gap-1.5 rounded-button px-1 text-control font-[500] text-text-2 hover:text-text [&::-webkit-details-marker]:hidden">
        <Icon icon={ChevronRight} size={14} className="shrink-0 transition-transform group-open/disclosure:rotate-90" />
        {summary}
        {aside ? <span className="font-[400] text-text-3 tabular-nums">{aside}</span> : null}
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  );
}
