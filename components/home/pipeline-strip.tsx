"use client";

import { CheckCheck, type LucideIcon, MessagesSquare, Package, RefreshCw, Scale } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useFailureWords } from "@/components/home/use-failure-words";
import { BarMeter } from "@/components/ui/bar-meter";
import { Icon } from "@/components/ui/icon";
import type { Overview } from "@/lib/queries/project-contract";

/** Five steps from left to right; each shows what it did and, below, what it refused or waits for. */
export function PipelineStrip({ overview }: { readonly overview: Overview }) {
  const t = useTranslations("home.strip");
  const format = useFormatter();
  const failureWords = useFailureWords();
  const round = overview.openRound;
  const units = overview.unitsOk + overview.unitsFailed + overview.unitsNotApplicable;
  const settled = overview.unitsOk + overview.unitsNotApplicable;
  return (
    <section
      aria-label={t("label")}
      className="grid overflow-hidden rounded-card border border-line bg-surface fold:grid-cols-5"
    >
      <Step
        icon={MessagesSquare}
        name={t("trajectories")}
        figure={format.number(overview.trajectories)}
        unit={t("turns", { count: overview.turns })}
        share={[overview.trajectories > 0 ? 1 : 0, 1]}
        note={
          overview.trajectories === 0
            ? t("noTrajectories")
            : overview.turnsLeftOut > 0
              ? t("leftOut", { count: overview.turnsLeftOut })
              : t("noneLeftOut")
        }
      />
      <Step
        icon={Scale}
        name={t("graded")}
        figure={format.number(settled)}
        unit={t("ofUnits", { total: units })}
        share={[settled, units]}
        note={
          overview.unitsFailed > 0 ? (
            <>
              <span className="font-[560] text-wrong">{t("failed", { count: overview.unitsFailed })}</span>{" "}
              {failureWords(overview.failures)}
            </>
          ) : overview.gradingRunning ? (
            t("running")
          ) : units === 0 ? (
            t("notGraded")
          ) : (
            t("noFailures", { count: overview.unitsNotApplicable })
          )
        }
      />
      <Step
        icon={CheckCheck}
        name={t("read")}
        figure={format.number(round?.readsDone ?? overview.reads)}
        unit={
          round === null
            ? t("reads", { count: overview.reads })
            : t("ofReads", { total: round.budgetReads, number: round.number })
        }
        share={round === null ? [overview.reads > 0 ? 1 : 0, 1] : [round.readsDone, round.budgetReads]}
        note={
          overview.reads === 0
            ? t(round === null ? "notRead" : "noReader")
            : t("readers", { readers: overview.readers, flags: overview.flags })
        }
      />
      <Step
        icon={RefreshCw}
        name={t("rounds")}
        figure={format.number(overview.rounds)}
        unit={t("roundsUnit", { count: overview.rounds })}
        share={[overview.rounds - (round === null ? 0 : 1), overview.rounds]}
        note={round === null ? t("roundNone") : t("roundOpen", { number: round.number })}
      />
      <Step
        icon={Package}
        name={t("exported")}
        figure={format.number(overview.lastExportRows ?? 0)}
        unit={t("ofRows", { rows: overview.lastExportRows ?? 0 })}
        share={[overview.exportsFinished > 0 ? 1 : 0, 1]}
        note={overview.exportsFinished > 0 ? t("files", { count: overview.exportsFinished }) : t("notExported")}
      />
    </section>
  );
}

function Step({
  icon,
  name,
  figure,
  unit,
  share,
  note,
}: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly figure: string;
  readonly unit: string;
  readonly share: readonly [number, number];
  readonly note: ReactNode;
}) {
  return (
    <div className="relative border-line px-5 py-4 not-last:border-b fold:not-last:border-r fold:not-last:border-b-0">
      <h2 className="flex items-center gap-2 text-control font-[500] text-text-2">
        <Icon icon={icon} />
        {name}
      </h2>
      <p className="mt-1.5 flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="text-title">{figure}</span>
        <span className="text-control text-text-3">{unit}</span>
      </p>
      <div className="mt-2.5">
        <BarMeter value={share[0]} total={share[1]} label={`${name}: ${figure} ${unit}`} />
      </div>
      <p className="mt-2 text-label text-text-3 tabular-nums">{note}</p>
      <svg
        width="9"
        height="18"
        viewBox="0 0 9 18"
        aria-hidden="true"
        className="absolute top-[18px] -right-[9px] z-10 hidden fill-surface stroke-line fold:[div:not(:last-child)>&]:block"
      >
        <path d="M0 0.5 8 9 0 17.5" />
      </svg>
    </div>
  );
}
