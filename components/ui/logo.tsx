import { classNames } from "@/components/ui/class-names";

/** Two overlapping circles, the overlap filled: two opinions, one agreement. */
export function LogoMark({ size = 16 }: { readonly size?: number }) {
  return (
    <svg width={size * 1.5} height={size} viewBox="0 0 24 16" fill="none" aria-hidden="true" className="shrink-0">
      <path d="M12 2.32a7 7 0 0 1 0 11.36 7 7 0 0 1 0-11.36Z" fill="currentColor" />
      <path d="M16 1a7 7 0 1 1-4 12.74 7 7 0 0 0 0-11.48A6.97 6.97 0 0 1 16 1Z" fill="currentColor" opacity=".16" />
      <circle cx="8" cy="8" r="7" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="16" cy="8" r="7" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}

export function Logo({ wordClassName }: { readonly wordClassName?: string }) {
  return (
    <span className="inline-flex items-center gap-2.5 text-text">
      <LogoMark />
      <span className={classNames("text-body font-[620] tracking-[-0.01em]", wordClassName)}>Second Opinion</span>
    </span>
  );
}
