import { type ReactNode, useId } from "react";
import { CardHead } from "@/components/ui/card";

/** In the place of a chart that has nothing to draw yet: hatched, with what it waits for. */
export function ChartNotYet({
  title,
  none,
  height = 72,
  children,
}: {
  readonly title: string;
  /** What there is not yet: "No audit reads yet". */
  readonly none: string;
  /** Of the hatched place, px. */
  readonly height?: number;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex h-full flex-col">
      <CardHead id={id} title={title} />
      <p className="mt-3 text-body text-text-2">{none}</p>
      <div
        aria-hidden="true"
        className="hatched mt-3 flex-1 rounded-tag border border-line"
        style={{ minHeight: height }}
      />
      <p className="mt-3 max-w-[76ch] text-label text-text-3">{children}</p>
    </section>
  );
}
