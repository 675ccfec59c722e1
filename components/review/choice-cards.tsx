"use client";

import type { ReactNode } from "react";
import { CommandCap } from "@/components/review/command-cap";
import type { CommandName } from "@/components/review/key-map";
import { classNames } from "@/components/ui/class-names";

export interface Choice {
  readonly id: string;
  readonly glyph: ReactNode;
  readonly word: string;
  readonly number?: ReactNode;
  readonly hint: string;
  /** The grader's own answer: shown, dashed, and dead. */
  readonly isGraders: boolean;
  /** What this reader answered before. */
  readonly isStanding: boolean;
  readonly onPick: () => void;
}

const PICKS: readonly CommandName[] = ["pick_first", "pick_second", "pick_third"];

/** The mark opened into cards in the same order; key n picks card n. */
export function ChoiceCards({ choices, hasKeys }: { readonly choices: readonly Choice[]; readonly hasKeys: boolean }) {
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-2">
      {choices.map((choice, index) => {
        const command = PICKS[index];
        return (
          <button
            key={choice.id}
            type="button"
            aria-disabled={choice.isGraders || undefined}
            onClick={choice.isGraders ? undefined : choice.onPick}
            className={classNames(
              "flex min-w-0 flex-col items-start rounded-input border px-3 py-2.5 text-left",
              choice.isGraders && "cursor-not-allowed! border-grader-mid border-dashed bg-page",
              !choice.isGraders && "border-line-strong bg-surface hover:bg-hover active:bg-sunken",
              choice.isStanding && "border-ink shadow-[inset_0_0_0_0.5px_var(--color-ink)]",
            )}
          >
            <span className="flex w-full items-start justify-between">
              {choice.glyph}
              {hasKeys && command !== undefined ? <CommandCap name={command} /> : null}
            </span>
            <span className="mt-1 text-body">
              <span className="font-[560] text-text">{choice.word}</span>
              {choice.number === undefined ? null : (
                <span className="ml-1.5 text-text-3 tabular-nums">{choice.number}</span>
              )}
            </span>
            <span className={classNames("text-label", choice.isGraders ? "text-grader" : "text-text-3")}>
              {choice.hint}
            </span>
          </button>
        );
      })}
    </div>
  );
}
