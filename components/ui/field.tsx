"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Icon } from "@/components/ui/icon";

/** A label above its input, with a hint or an error below; `children` gets the ids that tie them together. */
export function Field({
  label,
  aside,
  hint,
  error,
  children,
}: {
  readonly label: ReactNode;
  /** Something small at the right of the label. */
  readonly aside?: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error ?? hint);
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-control font-[560]">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        ...(hasNote ? { "aria-describedby": noteId } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {error ? (
        <p id={noteId} role="alert" className="mt-1.5 flex items-start gap-1.5 text-control text-wrong">
          <Icon icon={TriangleAlert} size={14} className="mt-[3px] shrink-0" />
          {error}
        </p>
      ) : hint ? (
        <p id={noteId} className="mt-1.5 text-label text-text-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
