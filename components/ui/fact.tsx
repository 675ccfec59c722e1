import type { ReactNode } from "react";

/** A name and its value in a `dl`; figures of one width. */
export function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-text-3">{name}</dt>
      <dd className="mt-0.5 text-control font-[500] break-words tabular-nums">{children}</dd>
    </div>
  );
}
