import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** Mark, word, number, in that order and on one line; the number is in text-3. */
export function MarkLine({
  glyph,
  word,
  number,
  struck = false,
  small = false,
}: {
  readonly glyph: ReactNode;
  readonly word: ReactNode;
  readonly number?: ReactNode;
  /** Crossed out: a clinician has put another value in its place. */
  readonly struck?: boolean;
  /** 13 px for dense lists; 14 px otherwise. */
  readonly small?: boolean;
}) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-2 whitespace-nowrap",
        small ? "text-control" : "text-body",
        struck && "opacity-80",
      )}
    >
      {glyph}
      <span className={classNames("font-[560]", struck ? "text-text-2 line-through" : "text-text")}>{word}</span>
      {number === undefined ? null : (
        <span className={classNames("text-text-3 tabular-nums", struck && "line-through")}>{number}</span>
      )}
    </span>
  );
}
