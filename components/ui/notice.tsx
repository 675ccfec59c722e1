import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/**
 * Something the person must know, in this order: what happened (`title`), what was kept (`children`), what to do
 * (`action`). `error` is on the vermilion ground; `warning` has only the triangle; `info` is calm.
 */
export function Notice({
  tone = "info",
  title,
  action,
  className,
  children,
}: {
  readonly tone?: "error" | "warning" | "info";
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div
      role={tone === "error" ? "alert" : undefined}
      className={classNames(
        "flex gap-3 rounded-card border p-4 text-control",
        tone === "error" && "border-wrong-line bg-wrong-ground",
        tone === "warning" && "border-line bg-surface",
        tone === "info" && "border-transparent bg-sunken text-text-2",
        className,
      )}
    >
      <Icon
        icon={tone === "info" ? Info : TriangleAlert}
        className={classNames("mt-0.5 shrink-0", tone === "info" ? "text-text-3" : "text-wrong")}
      />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {title ? <p className="text-body font-[600] text-text">{title}</p> : null}
        {children ? <div className={classNames("text-text-2", Boolean(title) && "mt-0.5")}>{children}</div> : null}
        {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
