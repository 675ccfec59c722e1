"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import type { NextStep } from "@/components/home/next-step";
import { StartRunButton } from "@/components/runs/start-run-button";
import { projectPath } from "@/components/shell/navigation";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";

/** One sentence that says what to do now, one that says why, one ink button. */
export function NextStepCard({ projectId, step }: { readonly projectId: string; readonly step: NextStep }) {
  const t = useTranslations("home.next");
  const { title, body, action } = useStepWords(step);
  const href = hrefFor(projectId, step);
  return (
    <Card act className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4" labelledBy="next-step">
      <div className="min-w-0 max-w-[640px]">
        <p className="text-label text-text-2">{t("label")}</p>
        <h2 id="next-step" className="mt-0.5 text-step">
          {title}
        </h2>
        <p className="mt-1 text-control text-text-2">{body}</p>
      </div>
      {step.kind === "grade" ? (
        <StartRunButton projectId={projectId} variant="ink" label={action} />
      ) : (
        <ButtonLink
          href={href}
          variant={step.kind === "nothing" ? "plain" : "ink"}
          iconAfter={ArrowRight}
          className="h-10 text-body"
        >
          {action}
        </ButtonLink>
      )}
    </Card>
  );
}

function useStepWords(step: NextStep): { title: string; body: string; action: string } {
  const t = useTranslations("home.next");
  switch (step.kind) {
    case "import":
      return { title: t("importTitle"), body: t("importBody"), action: t("importAction") };
    case "grade":
      return { title: t("gradeTitle", { turns: step.turns }), body: t("gradeBody"), action: t("gradeAction") };
    case "grading":
      return { title: t("gradingTitle"), body: t("gradingBody", { done: step.done }), action: t("gradingAction") };
    case "round":
      return { title: t("roundTitle"), body: t("roundBody"), action: t("roundAction") };
    case "openRound":
      return {
        title: t("openRoundTitle", { number: step.number, done: step.done, budget: step.budget }),
        body: t("openRoundBody", { left: Math.max(0, step.budget - step.done) }),
        action: t("openRoundAction", { number: step.number }),
      };
    case "export":
      return { title: t("exportTitle"), body: t("exportBody", { reads: step.reads }), action: t("exportAction") };
    case "another":
      return { title: t("anotherTitle"), body: t("anotherBody"), action: t("anotherAction") };
    case "read":
      return {
        title: t("readTitle", { left: step.left }),
        body: t("readBody", { minutes: step.minutes }),
        action: t("readAction"),
      };
    case "nothing":
      return { title: t("nothingTitle"), body: t("nothingBody"), action: t("nothingAction") };
  }
}

function hrefFor(projectId: string, step: NextStep): string {
  switch (step.kind) {
    case "import":
    case "nothing":
      return projectPath(projectId, "/trajectories");
    case "grade":
    case "grading":
      return projectPath(projectId, "/grading-runs");
    case "round":
    case "another":
      return projectPath(projectId, "/rounds");
    case "openRound":
      return projectPath(projectId, `/rounds/${step.id}`);
    case "export":
      return projectPath(projectId, "/exports");
    case "read":
      return projectPath(projectId, "/review");
  }
}
