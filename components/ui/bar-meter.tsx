import { classNames } from "@/components/ui/class-names";

/** A counted share as a bar: `value` of `total` in ink, or in vermilion where it counts errors. */
export function BarMeter({
  value,
  total,
  label,
  tone = "ink",
  thick = false,
}: {
  readonly value: number;
  readonly total: number;
  /** Says the same in words. */
  readonly label: string;
  readonly tone?: "ink" | "grey" | "wrong";
  readonly thick?: boolean;
}) {
  const share = total <= 0 ? 0 : Math.min(1, Math.max(0, value / total));
  return (
    <span
      role="img"
      aria-label={label}
      className={classNames(
        "block w-full overflow-hidden rounded-full bg-sunken shadow-[inset_0_0_0_1px_var(--color-line)]",
        thick ? "h-2" : "h-1",
      )}
    >
      <span
        className={classNames(
          "block h-full rounded-full",
          tone === "ink" && "bg-ink",
          tone === "grey" && "bg-control",
          tone === "wrong" && "bg-wrong",
        )}
        style={{ width: `${share * 100}%`, minWidth: share > 0 ? 3 : 0 }}
      />
    </span>
  );
}
