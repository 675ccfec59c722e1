"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { BarMeter } from "@/components/ui/bar-meter";
import { Card, CardHead } from "@/components/ui/card";
import type { RoundView } from "@/lib/queries/pipeline-contract";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Reads done of the budget, the measured pace, minutes of reading. */
export function ReadsCard({ live }: { readonly live: RoundLive }) {
  const { round, settings } = live;
  const t = useTranslations("rounds.page");
  const format = useFormatter();
  return (
    <Card labelledBy="round-reads" className="flex flex-col">
      <CardHead
        id="round-reads"
        title={t("reads")}
        aside={round.secondsPerRead === null ? t("noPace") : t("pace", { seconds: Math.round(round.secondsPerRead) })}
      />
      <p className="mt-3 flex items-baseline gap-2 tabular-nums">
        <span className="text-figure">{format.number(round.readsDone)}</span>
        <span className="text-control text-text-3">{t("readsOf", { budget: round.budgetReads })}</span>
      </p>
      <div className="mt-3">
        <BarMeter
          value={round.readsDone}
          total={round.budgetReads}
          label={`${format.number(round.readsDone)} ${t("readsOf", { budget: round.budgetReads })}`}
        />
      </div>
      <p className="mt-auto pt-4 text-label text-text-3 tabular-nums">
        {settings.budgetMinutes === null
          ? t("minutesSpent", { minutes: Math.round(round.minutesSpent) })
          : t("minutesOf", { minutes: Math.round(round.minutesSpent), budget: Math.round(settings.budgetMinutes) })}
      </p>
    </Card>
  );
}

/** How many reads each lane got, and what may bias the audit. */
export function LanesCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const { targeted, audit, auditJoined } = round.lanes;
  const total = Math.max(1, targeted + audit);
  const percent = Math.round(round.auditProbability * 100);
  return (
    <Card labelledBy="round-lanes" className="flex flex-col">
      <CardHead id="round-lanes" title={t("lanes")} />
      <dl className="mt-4 space-y-3">
        <BarRow name={t("laneTargeted")} value={targeted} total={total} />
        <BarRow name={t("laneAudit")} value={audit} total={total} />
      </dl>
      <p className="mt-auto pt-4 text-label text-text-3 tabular-nums">
        {t("laneNote", { probability: percent, joined: auditJoined })}
        {round.auditSkipped > 0 ? (
          <span className="mt-1 block text-unsure">{t("skipped", { count: round.auditSkipped })}</span>
        ) : null}
      </p>
    </Card>
  );
}

/** Corrections by criterion, both lanes: a count, so no interval. */
export function FlagsCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const marks = useTranslations("marks.criterion");
  const read = round.flags.filter((one) => one.reads > 0);
  return (
    <Card labelledBy="round-flags" className="flex flex-col">
      <CardHead id="round-flags" title={t("flags")} />
      {read.length === 0 ? (
        <p className="mt-4 text-control text-text-3">{t("flagsNone")}</p>
      ) : (
        <dl className="mt-4 space-y-3">
          {read.map((one) => (
            <BarRow
              key={one.criterion}
              name={marks(one.criterion)}
              value={one.wrong}
              total={one.reads}
              tone="wrong"
              words={t("flagsOf", { wrong: one.wrong, reads: one.reads })}
            />
          ))}
        </dl>
      )}
      <p className="mt-auto pt-4 text-label text-text-3">{t("flagsNote")}</p>
    </Card>
  );
}

function BarRow({
  name,
  value,
  total,
  tone = "ink",
  words,
}: {
  readonly name: string;
  readonly value: number;
  readonly total: number;
  readonly tone?: "ink" | "wrong";
  readonly words?: ReactNode;
}) {
  const format = useFormatter();
  return (
    <div className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1.5 text-control">
      <dt>{name}</dt>
      <dd className="text-text-2 tabular-nums">{words ?? format.number(value)}</dd>
      <dd className="col-span-2">
        <BarMeter value={value} total={total} label={`${name}: ${format.number(value)}`} tone={tone} />
      </dd>
    </div>
  );
}
