import { classNames } from "@/components/ui/class-names";

/** `ink` is the one thing to do in a view; `plain` the rest; `quiet` has no edge until it is pointed at. */
export type ButtonVariant = "ink" | "plain" | "quiet";
/** Height: 32, 36, or 48 pixels where fingers are expected. */
export type ButtonSize = "small" | "regular" | "touch";

const bySize: Readonly<Record<ButtonSize, string>> = {
  small: "h-8 px-2.5 text-control",
  regular: "h-9 px-3.5 text-control",
  touch: "h-12 px-4 text-future",
};

const byVariant: Readonly<Record<ButtonVariant, string>> = {
  ink: "border-ink bg-ink text-on-ink hover:opacity-90 active:opacity-80",
  plain: "border-line-strong bg-surface text-text hover:bg-hover active:bg-sunken",
  quiet: "border-transparent bg-transparent text-text-2 hover:bg-hover hover:text-text active:bg-sunken",
};

/** The look of a button, shared by buttons and links that act like one. */
export function buttonClass({
  variant,
  size,
  disabled = false,
  selected = false,
  className,
}: {
  readonly variant: ButtonVariant;
  readonly size: ButtonSize;
  readonly disabled?: boolean;
  readonly selected?: boolean;
  readonly className?: string;
}): string {
  return classNames(
    "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-button border font-[560] select-none transition-colors",
    bySize[size],
    disabled ? "cursor-not-allowed border-dashed border-line-strong bg-sunken text-text-3" : byVariant[variant],
    selected && "border-ink shadow-[inset_0_0_0_0.5px_var(--color-ink)]",
    className,
  );
}
