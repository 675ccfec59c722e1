"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import type { Overview } from "@/lib/queries/project-contract";

/** Clinician minutes on one axis: spent in ink, what the open round still asks for hatched. */
export function MinutesCard({
  overview,
  showReaders,
}: {
  readonly overview: Overview;
  /** Minutes by person are for those who run the project: reading is no race. */
  readonly showReaders: boolean;
}) {
  const t = useTranslations("home.minutes");
  const format = useFormatter();
  const seconds = overview.secondsPerRead;
  const round = overview.openRound;
  const spent = overview.minutesSpent;
  const left = round === null ? 0 : Math.max(0, round.budgetReads - round.readsDone);
  const needed = seconds === null ? 0 : (left * seconds) / 60;
  const units = overview.unitsOk;
  const end = axisEnd(spent + needed);
  const ticks = [0, 1, 2, 3, 4, 5, 6].map((step) => (end * step) / 6);
  return (
    <Card labelledBy="clinician-minutes">
      <CardHead
        id="clinician-minutes"
        title={t("title")}
        aside={seconds === null ? t("noPace") : t("pace", { seconds: Math.round(seconds) })}
      />
      <div className="mt-3 flex flex-wrap justify-between gap-x-4 text-label font-[560] tabular-nums">
        <span>{t("spent", { minutes: Math.round(spent) })}</span>
        {needed > 0 && round !== null ? (
          <span className="font-[500] text-text-2">
            {t("needed", { minutes: Math.max(1, Math.round(needed)), number: round.number })}
          </span>
        ) : null}
      </div>
      <div
        role="img"
        aria-label={t("plot", { spent: Math.round(spent), needed: Math.round(needed) })}
        className={classNames("mt-1.5 flex h-[18px] gap-0.5 rounded-tag", spent + needed === 0 && "bg-sunken")}
      >
        <span className="rounded-tag bg-ink" style={{ width: `${(spent / end) * 100}%` }} />
        {needed > 0 ? (
          <span className="hatched rounded-tag border border-control" style={{ width: `${(needed / end) * 100}%` }} />
        ) : null}
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-label text-text-3 tabular-nums">
        {ticks.map((tick) => (
          <span key={tick}>{format.number(tick)}</span>
        ))}
      </div>
      {showReaders && overview.minutesByReader.length > 0 ? (
        <ul className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-control text-text-2">
          {overview.minutesByReader.map((reader) => (
            <li key={reader.email}>
              {reader.email}{" "}
              <span className="font-[600] text-text tabular-nums">{format.number(Math.round(reader.minutes))}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="mt-2 text-label text-text-3">
        {spent === 0
          ? t("none")
          : seconds === null || units === 0
            ? null
            : t("everyUnit", { minutes: Math.round((units * seconds) / 60) })}
      </p>
    </Card>
  );
}

/** The least of 6, 12, 30, 60, 90, 120, 180 … that holds `minutes`; six equal parts are whole numbers. */
function axisEnd(minutes: number): number {
  const steps = [6, 12, 30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 900, 1200];
  return steps.find((end) => end >= minutes) ?? Math.ceil(minutes / 600) * 600;
}
