"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { classNames } from "@/components/ui/class-names";
import type { TrajectoryDetail } from "@/lib/queries/project-contract";

type Turns = TrajectoryDetail["trajectory"]["turns"];
type Units = TrajectoryDetail["turns"][number]["units"];
type TurnState = "wrong" | "failed" | "read" | "waiting";

function stateOf(units: Units): TurnState {
  if (units.some((unit) => unit.verdict === "wrong")) return "wrong";
  if (units.some((unit) => unit.grade.status === "failed")) return "failed";
  return units.some((unit) => unit.verdict !== null) ? "read" : "waiting";
}

/** One tick a turn that leads to it: a diamond where a grade was found wrong, an open square at the stop. */
export function TurnRail({ turns, unitsOf }: { readonly turns: Turns; readonly unitsOf: ReadonlyMap<string, Units> }) {
  const t = useTranslations("trajectories.page");
  return (
    <nav aria-label={t("rail")} className="mt-2.5 hidden h-6 items-stretch gap-[3px] phone:flex">
      {turns.map((turn) => {
        const state = stateOf(unitsOf.get(turn.id) ?? []);
        const label = t("railTurn", { round: turn.round, state });
        return (
          <a
            key={turn.id}
            href={`#turn-${turn.round}`}
            aria-label={label}
            title={label}
            className="group flex max-w-6 min-w-0 flex-1 flex-col items-center justify-end"
          >
            {state === "wrong" ? <VerdictGlyph kind="wrong" size={10} /> : null}
            {state === "failed" ? <TriangleAlert size={10} aria-hidden="true" className="text-wrong" /> : null}
            <span
              className={classNames(
                "mt-1 block w-full transition-colors group-hover:bg-text",
                turn.stopLabel === "stop"
                  ? "h-2.5 rounded-[2px] border-2 border-control bg-transparent"
                  : "h-1.5 rounded-full",
                turn.stopLabel !== "stop" &&
                  (state === "waiting" || state === "failed" ? "bg-line-strong" : "bg-control"),
              )}
            />
          </a>
        );
      })}
    </nav>
  );
}
