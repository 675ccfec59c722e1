import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

/** Nothing here yet, and what to do about it: one title, one or two sentences, the next step. */
export function EmptyState({
  icon,
  title,
  action,
  children,
}: {
  readonly icon?: LucideIcon;
  readonly title: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="rounded-drop border border-control border-dashed bg-surface px-6 py-10 phone:px-10 phone:py-12">
      <div className="mx-auto max-w-[520px]">
        {icon ? <Icon icon={icon} size={20} className="mb-3 text-text-3" /> : null}
        <h2 className="text-title">{title}</h2>
        {children ? <div className="mt-1.5 text-body text-text-2">{children}</div> : null}
        {action ? <div className="mt-5 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
