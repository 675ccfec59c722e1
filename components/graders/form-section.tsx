"use client";

import { type ReactNode, useId } from "react";
import { Card } from "@/components/ui/card";

/** A card of the editor: what it is for stands under its title. */
export function FormSection({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <Card labelledBy={id}>
      <h2 id={id} className="text-body font-[600]">
        {title}
      </h2>
      <p className="text-label text-text-3">{note}</p>
      <div className="mt-4 space-y-5">{children}</div>
    </Card>
  );
}

/** A list within a card of the editor, with its help. */
export function FormList({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className="min-w-0 border-line border-t pt-4">
      <legend className="sr-only">{title}</legend>
      <p aria-hidden="true" className="text-control font-[560]">
        {title}
      </p>
      <p className="mb-2 text-label text-text-3">{hint}</p>
      {children}
    </fieldset>
  );
}
