"use client";

import { useTranslations } from "use-intl";
import { GradeMark } from "@/components/marks/grade-mark";
import { VerdictMark } from "@/components/marks/verdict-mark";
import { ViolationMarks } from "@/components/marks/violation-marks";
import { textLanguage } from "@/components/review/text-language";
import { messagesBetween, Speech } from "@/components/trajectories/speech";
import { classNames } from "@/components/ui/class-names";
import { CRITERIA } from "@/lib/grading/criterion";
import type { TargetItemView } from "@/lib/queries/grade-contract";
import type { TrajectoryDetail } from "@/lib/queries/project-contract";

type Trajectory = TrajectoryDetail["trajectory"];
type Units = TrajectoryDetail["turns"][number]["units"];

/** One turn: what was said since the last one in grey, the expert's turn on its card, its grades beside it. */
export function TurnSection({
  trajectory,
  turn,
  contextFrom,
  units,
}: {
  readonly trajectory: Trajectory;
  readonly turn: Trajectory["turns"][number];
  /** First message that no earlier turn has shown. */
  readonly contextFrom: number;
  readonly units: Units;
}) {
  const t = useTranslations("trajectories.page");
  const responseEnd = turn.contextMessageCount + turn.responseMessageCount;
  const response = messagesBetween(trajectory, turn.contextMessageCount, responseEnd);
  return (
    <section
      id={`turn-${turn.round}`}
      aria-labelledby={`turn-${turn.round}-title`}
      className="grid scroll-mt-32 gap-x-8 gap-y-3 fold:grid-cols-[minmax(0,1fr)_360px]"
    >
      <div className="min-w-0 fold:col-start-1">
        <Speech
          messages={messagesBetween(trajectory, contextFrom, turn.contextMessageCount)}
          roleNames={trajectory.roleNames}
        />
      </div>
      <div className="min-w-0 self-start rounded-card border border-line-strong bg-raised px-5 py-4 fold:col-start-1">
        <h2 id={`turn-${turn.round}-title`} className="flex items-baseline gap-2 text-label">
          <span className="font-[600]">{t("turn", { round: turn.round })}</span>
          <span className="text-text-3">{trajectory.roleNames.assistant}</span>
        </h2>
        {response.length === 0 ? (
          <p className="mt-1 text-body text-text-3">{t("noResponse")}</p>
        ) : (
          response.map((message) => (
            <p
              key={message.position}
              lang={textLanguage(message.content)}
              className="mt-1 max-w-[672px] text-future font-[500] whitespace-pre-wrap"
            >
              {message.content}
            </p>
          ))
        )}
      </div>
      <TurnGrades units={units} />
    </section>
  );
}

function TurnGrades({ units }: { readonly units: Units }) {
  const t = useTranslations("trajectories.page");
  const marks = useTranslations("marks");
  if (units.length === 0) return <p className="pt-4 text-control text-text-3 fold:col-start-2">{t("noGrades")}</p>;
  const ordered = [...units].sort((a, b) => CRITERIA.indexOf(a.criterion) - CRITERIA.indexOf(b.criterion));
  return (
    <dl className="self-start text-control fold:col-start-2 fold:row-start-2 fold:-mt-1.5">
      {ordered.map((unit) => {
        const items =
          unit.grade.status === "ok" && unit.grade.value.criterion === "extraction" ? unit.grade.value.items : [];
        return (
          <div
            key={unit.unitId}
            className="grid grid-cols-[88px_minmax(0,1fr)_auto] items-center gap-x-3 border-line py-1.5 not-last:border-b"
          >
            <dt className="text-text-3">{marks(`criterion.${unit.criterion}`)}</dt>
            <dd className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <GradeMark grade={unit.grade} small />
              <ViolationMarks grade={unit.grade} />
            </dd>
            <dd>{unit.verdict === null ? null : <VerdictMark kind={unit.verdict} small />}</dd>
            {items.length > 0 ? (
              <dd className="col-span-2 col-start-2 mt-1">
                <TargetItems items={items} />
              </dd>
            ) : null}
          </div>
        );
      })}
    </dl>
  );
}

function TargetItems({ items }: { readonly items: readonly TargetItemView[] }) {
  const t = useTranslations("trajectories.page");
  return (
    <ul aria-label={t("target")} className="space-y-0.5">
      {items.map((item) => (
        <li
          key={item.id}
          className={classNames("flex flex-wrap gap-x-2", item.origin === "grader" ? "text-text-2" : "text-wrong")}
        >
          <span className={item.origin === "struck" ? "line-through" : undefined}>
            {item.attribute}: <span className="font-[540]">{item.value}</span>
          </span>
          {item.origin === "grader" ? null : <span className="text-label leading-5">{t(`origin.${item.origin}`)}</span>}
        </li>
      ))}
    </ul>
  );
}
