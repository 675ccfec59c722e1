"use client";

import { memo } from "react";
import { useTranslations } from "use-intl";
import type { DialogueLine } from "@/components/review/fold-messages";
import type { Quote } from "@/components/review/quote-marks";
import { QuotedText } from "@/components/review/quoted-text";
import { textLanguage } from "@/components/review/text-language";
import { classNames } from "@/components/ui/class-names";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";

export type FoldLine = Extract<DialogueLine, { kind: "fold" }>;

/** Rows beyond this number are laid out only when they come near the window. */
const MANY_ROWS = 60;

/** Speech in two columns, who and what; on a phone the name stands above. Folded stretches are a line that opens. */
export const Dialogue = memo(function Dialogue({
  trajectory,
  lines,
  tone,
  quotes,
  highlightedUnitId,
  walkedTag,
  onOpen,
}: {
  readonly trajectory: ReviewTrajectory;
  readonly lines: readonly DialogueLine[];
  readonly tone: "context" | "future";
  readonly quotes: ReadonlyMap<number, readonly Quote[]>;
  readonly highlightedUnitId: string | null;
  readonly walkedTag: string | null;
  readonly onOpen: (line: FoldLine) => void;
}) {
  const t = useTranslations("review.dialogue");
  const isFuture = tone === "future";
  const end = trajectory.messages.length;
  return (
    <ol className="flex flex-col gap-2">
      {lines.map((line, index) => {
        if (line.kind === "fold") {
          return (
            <li key={`fold-${line.from}`}>
              <button
                type="button"
                onClick={() => onOpen(line)}
                className={classNames(
                  "-my-1 flex min-h-6 w-full items-center gap-3 text-left text-label hover:underline max-wide:-my-2.5 max-wide:min-h-11",
                  isFuture ? "text-future-label" : "text-text-3",
                )}
              >
                {t(!isFuture ? "earlier" : line.to === end ? "toTheEnd" : "folded", { count: line.to - line.from })}
                <span className={classNames("h-px flex-1", isFuture ? "bg-future-line" : "bg-line")} />
              </button>
            </li>
          );
        }
        const message = trajectory.messages[line.position];
        if (message === undefined) return null;
        const before = lines[index - 1];
        const sameSpeaker = before?.kind === "message" && trajectory.messages[before.position]?.role === message.role;
        const language = textLanguage(message.content);
        return (
          <li
            key={line.position}
            data-position={line.position}
            className={classNames(
              "phone:grid phone:grid-cols-[76px_minmax(0,1fr)]",
              lines.length > MANY_ROWS && "[contain-intrinsic-size:auto_28px] [content-visibility:auto]",
            )}
          >
            <span
              className={classNames(
                "block pt-px text-control",
                isFuture ? "text-future-label phone:pt-0.5" : "text-text-3",
                sameSpeaker && "sr-only phone:not-sr-only phone:invisible",
              )}
            >
              {trajectory.roleNames[message.role]}
            </span>
            <p
              lang={language}
              className={classNames(
                "max-w-[672px] break-words whitespace-pre-line",
                isFuture ? "text-future text-future-text" : "text-body text-text-2",
                language !== undefined && (isFuture ? "max-w-[40em] leading-[26px]" : "max-w-[40em] leading-[23px]"),
              )}
            >
              <QuotedText
                content={message.content}
                quotes={quotes.get(line.position) ?? []}
                highlightedUnitId={highlightedUnitId}
                walkedTag={walkedTag}
              />
            </p>
          </li>
        );
      })}
    </ol>
  );
});
