"use client";

import { useTranslations } from "use-intl";
import { addedWords } from "@/components/candidates/words-form";
import { Card, CardHead } from "@/components/ui/card";
import { withKeys } from "@/components/ui/with-keys";
import type { GraderChanges, StepWords } from "@/lib/grading/llm/grader-changes";

/** What a candidate says that the version before it did not. */
export function WordsCard({
  changes,
  parent,
}: {
  readonly changes: GraderChanges;
  readonly parent: GraderChanges | null;
}) {
  const t = useTranslations("candidates.words");
  return (
    <Card labelledBy="words" className="h-full">
      <CardHead id="words" title={t("changed")} />
      <div className="mt-3 space-y-4">
        <Step name={t("scoring")} words={changes.scoring} parent={parent?.scoring ?? null} />
        {changes.extraction === null ? null : (
          <Step name={t("extraction")} words={changes.extraction} parent={parent?.extraction ?? null} />
        )}
      </div>
    </Card>
  );
}

function Step({
  name,
  words,
  parent,
}: {
  readonly name: string;
  readonly words: StepWords;
  readonly parent: StepWords | null;
}) {
  const t = useTranslations("candidates.words");
  const { rules, droppedRules, cases, isReworded } = addedWords(words, parent);
  const isSame = rules.length + droppedRules.length + cases.length === 0 && !isReworded;
  return (
    <section>
      <h3 className="text-control font-[560]">{name}</h3>
      {isSame ? <p className="text-control text-text-3">{t("same")}</p> : null}
      <ul className="mt-1 space-y-1.5">
        {withKeys(rules).map(({ key, row }) => (
          <li key={key} className="rounded-input bg-sunken px-3 py-2 text-control">
            <strong aria-hidden="true">+ </strong>
            <span className="sr-only">{t("added")} </span>
            {row}
          </li>
        ))}
        {withKeys(droppedRules).map(({ key, row }) => (
          <li key={key} className="rounded-input bg-sunken px-3 py-2 text-control text-text-3">
            <strong aria-hidden="true">− </strong>
            <span className="sr-only">{t("removed")} </span>
            <s>{row}</s>
          </li>
        ))}
        {withKeys(cases).map(({ key, row }) => (
          <li key={key} className="rounded-input bg-sunken px-3 py-2 text-control">
            <strong aria-hidden="true">+ </strong>
            <span className="font-[560]">{t("case", { title: row.title })}</span>
            <p className="mt-1 text-text-2 whitespace-pre-wrap">{row.text}</p>
          </li>
        ))}
      </ul>
      {isReworded ? <p className="mt-1.5 text-label text-text-3">{t("reworded")}</p> : null}
    </section>
  );
}
