"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import {
  caseProblems,
  changesOfForm,
  isSameWords,
  type StepForm,
  wordsForm,
  wordsFormSchema,
} from "@/components/candidates/words-form";
import { CasesFields, RulesFields } from "@/components/graders/rules-fields";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Disclosure } from "@/components/ui/disclosure";
import { Textarea } from "@/components/ui/textarea";
import { useKeptForm } from "@/components/ui/use-kept-form";
import type { GraderChanges } from "@/lib/grading/llm/grader-changes";
import type { CandidateView } from "@/lib/queries/candidate-contract";
import { candidateKeys, editCandidate } from "@/lib/queries/candidates";

/** The words of a draft: rules and worked cases first, for they are what a repair most often adds. */
export function WordsEditor({
  projectId,
  candidate,
  changes,
  onUnsaved,
}: {
  readonly projectId: string;
  readonly candidate: CandidateView;
  readonly changes: GraderChanges;
  readonly onUnsaved: (isUnsaved: boolean) => void;
}) {
  const t = useTranslations("candidates.words");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [initial] = useState(() => wordsForm(changes));
  // What was typed on another edit of this draft is not put over this one.
  const { form, change, forget } = useKeptForm(
    `second-opinion:candidate-words:${candidate.id}:${candidate.editNumber}`,
    wordsFormSchema,
    initial,
  );
  const typed = changesOfForm(form);
  const hasProblem = [form.scoring, form.extraction].some((step) => step !== null && caseProblems(step).size > 0);
  const save = useMutation({
    mutationFn: () => editCandidate(projectId, candidate.id, { editNumber: candidate.editNumber, changes: typed }),
    onSuccess: (saved) => {
      forget();
      queryClient.setQueryData(candidateKeys.one(projectId, candidate.id), saved);
      toast.success(t("saved"));
    },
    onError: (error) => toast.error(t("failed"), { description: problemText(error) }),
  });
  const step = (name: "scoring" | "extraction", value: StepForm) => (
    <div className="space-y-5">
      <RulesFields form={value} onChange={(part) => change({ [name]: { ...value, ...part } })} />
      <CasesFields
        form={value}
        problems={caseProblems(value)}
        onChange={(part) => change({ [name]: { ...value, ...part } })}
      />
      <Disclosure summary={t("instructions")}>
        <Textarea
          mono
          rows={8}
          className="max-h-[60dvh]"
          aria-label={t(`instructionsOf.${name}`)}
          maxLength={20_000}
          value={value.instructions}
          onChange={(event) => change({ [name]: { ...value, instructions: event.target.value } })}
        />
      </Disclosure>
    </div>
  );
  const isClean = isSameWords(typed, changes);
  useEffect(() => {
    onUnsaved(!isClean);
    return () => onUnsaved(false);
  }, [isClean, onUnsaved]);
  return (
    <Card labelledBy="words">
      <CardHead id="words" title={t("title")} aside={isClean ? t("clean") : t("unsaved")} />
      <p className="mt-0.5 mb-4 max-w-[70ch] text-label text-text-3">{t("lead")}</p>
      <div className="space-y-6">
        <section aria-label={t("scoring")}>{step("scoring", form.scoring)}</section>
        {form.extraction === null ? null : (
          <Disclosure summary={t("extraction")} defaultOpen={candidate.cluster?.confusion.criterion === "extraction"}>
            {step("extraction", form.extraction)}
          </Disclosure>
        )}
      </div>
      <div className="mt-5 flex justify-end">
        <Button
          variant={isClean ? "plain" : "ink"}
          busy={save.isPending}
          busyLabel={t("saving")}
          disabledReason={isClean ? t("nothingToSave") : hasProblem ? t("unfinished") : null}
          onClick={() => save.mutate()}
        >
          {t("save")}
        </Button>
      </div>
    </Card>
  );
}
