import type { LucideIcon } from "lucide-react";

/** A Lucide icon at the house's size and stroke. Always beside a word, so it is hidden from screen readers. */
export function Icon({
  icon: Glyph,
  size = 16,
  className,
}: {
  readonly icon: LucideIcon;
  readonly size?: number;
  readonly className?: string;
}) {
  return <Glyph size={size} strokeWidth={1.6} aria-hidden="true" className={className ?? "shrink-0"} />;
}
