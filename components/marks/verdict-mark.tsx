"use client";

import { Check, CheckCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { classNames } from "@/components/ui/class-names";

/** `value`: answered before the grade was shown. `rest`: let pass with others, a weaker word than agreed. */
export type VerdictKind = "agree" | "wrong" | "skip" | "value" | "rest";

const COLOURS: Readonly<Record<VerdictKind, string>> = {
  agree: "text-agree",
  wrong: "text-wrong",
  skip: "text-unsure",
  value: "text-text",
  rest: "text-text-3",
};

/** Tick, filled diamond, dashed circle, dot or double tick; the shape alone says which. */
export function VerdictGlyph({ kind, size = 14 }: { readonly kind: VerdictKind; readonly size?: number }) {
  if (kind === "agree") {
    return <Check size={size} strokeWidth={2} aria-hidden="true" className="shrink-0 text-agree" />;
  }
  if (kind === "rest") {
    return <CheckCheck size={size} strokeWidth={1.6} aria-hidden="true" className="shrink-0 text-text-3" />;
  }
  return (
    <svg width={size} height={size} viewBox="0 0 14 14" aria-hidden="true" className={`shrink-0 ${COLOURS[kind]}`}>
      {kind === "wrong" ? (
        <path d="M7 1.6 12.4 7 7 12.4 1.6 7Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      ) : kind === "value" ? (
        <circle cx="7" cy="7" r="4" fill="currentColor" />
      ) : (
        <circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 1.6" />
      )}
    </svg>
  );
}

/** A clinician's verdict: shape and word in its hue. */
export function VerdictMark({ kind, small = false }: { readonly kind: VerdictKind; readonly small?: boolean }) {
  const t = useTranslations("marks");
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 whitespace-nowrap font-[560]",
        small ? "text-label" : "text-control",
        COLOURS[kind],
      )}
    >
      <VerdictGlyph kind={kind} size={small ? 12 : 14} />
      {t(`verdict.${kind}`)}
    </span>
  );
}
