"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { EvidenceTag } from "@/components/marks/evidence-tag";
import { GradeMark } from "@/components/marks/grade-mark";
import { Rationale } from "@/components/marks/rationale";
import { ScoreGlyph } from "@/components/marks/score-glyph";
import { useScoreWord } from "@/components/marks/score-mark";
import { textLanguage } from "@/components/review/text-language";
import { FailureHelp } from "@/components/runs/failure-help";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact } from "@/components/ui/fact";
import { formatCount, formatLatency, formatUsd } from "@/components/ui/format-amount";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { Icon } from "@/components/ui/icon";
import { withKeys } from "@/components/ui/with-keys";
import type { Criterion } from "@/lib/grading/criterion";
import { VIOLATIONS } from "@/lib/grading/find-violations";
import type { GraderTrial } from "@/lib/queries/grader-contract";

type TrialGrade = GraderTrial["grades"][number];

const LETTER: Readonly<Record<Criterion, string>> = { decision: "D", extraction: "E", content: "C", format: "F" };

/** What a grader said on one turn: marks, reasons, quotes, votes, and the words that went both ways. */
export function TrialResult({ trial }: { readonly trial: GraderTrial }) {
  const t = useTranslations("graders.try");
  return (
    <section aria-label={t("result")} className="border-line border-t pt-4">
      <p className="text-control text-text-2">
        <code>{t("of", { session: trial.sessionLabel, round: trial.round })}</code>{" "}
        <span className="text-text-3">{t(`stopLabel.${trial.stopLabel}`)}</span>
      </p>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t("calls")}>
          {formatCount(trial.calls)}
          {trial.reusedCalls > 0 ? (
            <span className="font-[400] text-text-3">
              {" "}
              + {t("callsReused", { count: formatCount(trial.reusedCalls) })}
            </span>
          ) : null}
        </Fact>
        <Fact name={t("cost")}>{trial.costUsd === null ? t("noPrice") : formatUsd(trial.costUsd)}</Fact>
        <Fact name={t("time")}>{formatLatency(trial.latencyMs)}</Fact>
      </dl>
      <ul className="mt-3">
        {trial.grades.map((one) => (
          <TrialGradeRow key={one.criterion} one={one} />
        ))}
      </ul>
      <Disclosure
        summary={t("prompts")}
        aside={trial.prompts.length === 0 ? undefined : formatCount(trial.prompts.length)}
        className="mt-3 border-line border-t pt-3"
      >
        {trial.prompts.length === 0 ? <p className="text-control text-text-2">{t("noPrompts")}</p> : null}
        <div className="space-y-4">
          {withKeys(trial.prompts).map(({ key, row: prompt }) => {
            const name = t("prompt", { step: prompt.step, name: prompt.name });
            return (
              <div key={key}>
                <h4 className="text-control font-[560]">{name}</h4>
                {withKeys(prompt.messages).map(({ key: messageKey, row: message }) => (
                  <div key={messageKey} className="mt-2">
                    <p className="mb-1 text-label text-text-3">
                      {message.role === "system" || message.role === "user" ? t(`role.${message.role}`) : message.role}
                    </p>
                    <CodeBlock label={`${name}, ${message.role}`} text={message.content} tall />
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </Disclosure>
    </section>
  );
}

function TrialGradeRow({ one }: { readonly one: TrialGrade }) {
  const t = useTranslations("graders.try");
  const criterion = useTranslations("marks.criterion");
  const { grade } = one;
  const items = grade.status === "ok" && grade.value.criterion === "extraction" ? grade.value.items : [];
  const evidence = grade.status === "ok" ? grade.evidence : [];
  return (
    <li className="border-line border-b py-3.5 last:border-b-0">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="w-20 text-control text-text-3">{criterion(one.criterion)}</h3>
          <GradeMark grade={grade} />
        </span>
        {one.agreement === null ? null : (
          <span className="text-label text-text-3 tabular-nums">
            {t("agreement", { share: formatPercentFigure(one.agreement) })}
          </span>
        )}
      </div>
      {grade.rationale ? <Rationale grade={grade} className="mt-1.5 text-control text-text-2" /> : null}
      {grade.status === "failed" ? <FailureHelp failureClass={grade.failureClass} className="mt-1" /> : null}
      <Violations codes={one.violations} />
      {items.length > 0 ? (
        <ul aria-label={t("itemsOf")} className="mt-1.5 text-control text-text-2">
          {items.map((item) => (
            <li key={item.id} lang={textLanguage(item.value)}>
              {item.attribute}: <span className="font-[540] text-text">{item.value}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {evidence.length > 0 ? (
        <ul aria-label={t("quotes")} className="mt-2 space-y-1">
          {withKeys(evidence).map(({ key, row: quote }, index) => (
            <li key={key} className="flex items-baseline gap-2 text-control text-text-2">
              <EvidenceTag label={`${LETTER[one.criterion]}${index + 1}`} />
              <span
                lang={textLanguage(quote.text)}
                className="underline decoration-grader-mid decoration-dotted underline-offset-[5px]"
              >
                {quote.text}
              </span>
              <span className="ml-auto text-label whitespace-nowrap text-text-3 tabular-nums">
                {t("message", { position: quote.messagePosition + 1 })}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Votes one={one} />
      {one.rawAnswer === null ? null : (
        <Disclosure summary={t("raw")} className="mt-1">
          <CodeBlock label={t("raw")} text={one.rawAnswer} />
        </Disclosure>
      )}
    </li>
  );
}

function Votes({ one }: { readonly one: TrialGrade }) {
  const t = useTranslations("graders.try");
  const criterion = useTranslations("marks.criterion");
  const word = useScoreWord();
  if (one.votes.length < 2 || (one.criterion !== "content" && one.criterion !== "format")) return null;
  const scored = one.criterion;
  return (
    <ul
      aria-label={t("votesOf", { criterion: criterion(scored) })}
      className="mt-2 rounded-input border border-line px-3 py-1 text-control"
    >
      {withKeys(one.votes).map(({ key, row: vote }) => (
        <li key={key} className="flex flex-wrap items-center gap-x-3 border-line py-1 not-last:border-b">
          <span className="min-w-0 flex-1 truncate">
            {vote.name}
            {vote.model === null ? null : <code className="ml-2 text-text-3">{vote.model}</code>}
          </span>
          {vote.score === null ? (
            <span className="text-text-3">{t("noScore")}</span>
          ) : (
            <span className="inline-flex items-center gap-2">
              <ScoreGlyph score={vote.score} height={14} />
              {word(scored, vote.score)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Violations({ codes }: { readonly codes: readonly string[] }) {
  const t = useTranslations("marks");
  if (codes.length === 0) return null;
  return (
    <ul aria-label={t("violations")} className="mt-1.5 space-y-0.5 text-control text-wrong">
      {codes.map((code) => (
        <li key={code} className="flex items-start gap-1.5">
          <Icon icon={TriangleAlert} size={14} className="mt-[3px] shrink-0" />
          {isKnown(code) ? t(`violation.${code}`) : code}
        </li>
      ))}
    </ul>
  );
}

function isKnown(code: string): code is (typeof VIOLATIONS)[number] {
  return VIOLATIONS.some((known) => known === code);
}
