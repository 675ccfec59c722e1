import type { ReactNode } from "react";

/** The top of a page: title with its tags at left, actions at right; folds on narrow screens without moving the rest. */
export function PageHeader({
  title,
  tags,
  lead,
  actions,
}: {
  readonly title: ReactNode;
  readonly tags?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="mb-5 flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 className="min-w-0 break-words text-title">{title}</h1>
        {tags}
        {lead ? <p className="text-control text-text-3 tabular-nums">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2.5">{actions}</div> : null}
    </header>
  );
}
