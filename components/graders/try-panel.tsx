"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type PickedTrajectory, TrajectoryPicker } from "@/components/graders/trajectory-picker";
import { TrialResult } from "@/components/graders/trial-result";
import { textLanguage } from "@/components/review/text-language";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { type GraderDraftInput, tryGrader } from "@/lib/queries/grader-contract";
import { fetchTrajectory, projectKeys, type TrajectoryDetail } from "@/lib/queries/project-contract";

/** Asks a version or a draft about one response at one turn. Nothing is kept but the paid answers. */
export function TryPanel({
  projectId,
  grader,
}: {
  readonly projectId: string;
  /** `draft` is null while the form can't be taken. */
  readonly grader: { readonly versionId: string } | { readonly draft: GraderDraftInput | null };
}) {
  const t = useTranslations("graders.try");
  const problemText = useProblemText();
  const [picked, setPicked] = useState<PickedTrajectory | null>(null);
  const [round, setRound] = useState<number | null>(null);
  const [kind, setKind] = useState<"expert" | "other">("expert");
  const [other, setOther] = useState("");
  const detail = useQuery({
    queryKey: projectKeys.trajectory(projectId, picked?.id ?? ""),
    queryFn: () => fetchTrajectory(projectId, picked?.id ?? ""),
    enabled: picked !== null,
  });
  const turns = detail.data?.trajectory.turns ?? [];
  const turn = turns.find((one) => one.round === round) ?? turns[0];
  const isDraft = "draft" in grader;
  const asked = isDraft ? (grader.draft === null ? null : { draft: grader.draft }) : grader;
  const attempt = useMutation({
    mutationFn: async () =>
      asked === null || picked === null || turn === undefined
        ? null
        : tryGrader(projectId, {
            grader: asked,
            trajectoryId: picked.id,
            round: turn.round,
            ...(kind === "other" ? { response: other } : {}),
          }),
  });
  const disabledReason = asked === null ? t("fixForm") : picked === null || turn === undefined ? t("waiting") : null;
  return (
    <Card labelledBy="try-one-turn">
      <h2 id="try-one-turn" className="text-body font-[600]">
        {isDraft ? t("draftTitle") : t("title")}
      </h2>
      <p className="text-label text-text-3">{t("lead")}</p>
      <div className="mt-4 space-y-4">
        <Field label={t("trajectory")}>
          {(ids) => (
            <TrajectoryPicker
              id={ids.id}
              projectId={projectId}
              value={picked}
              onChange={(trajectory) => {
                setPicked(trajectory);
                setRound(null);
                attempt.reset();
              }}
            />
          )}
        </Field>
        {picked === null ? null : detail.error ? (
          <Notice tone="error">{problemText(detail.error)}</Notice>
        ) : (
          <Field label={t("turn")}>
            {(ids) => (
              <Select
                id={ids.id}
                value={String(turn?.round ?? "")}
                options={turns.map((one) => ({
                  value: String(one.round),
                  label: t("turnOption", { round: one.round }),
                }))}
                onChange={(value) => {
                  setRound(Number(value));
                  attempt.reset();
                }}
                className="w-full"
              />
            )}
          </Field>
        )}
        {detail.data && turn ? <ExpertTurn detail={detail.data} round={turn.round} /> : null}
        {turn ? (
          <>
            <Choice
              label={t("response")}
              value={kind}
              options={(["expert", "other"] as const).map((value) => ({ value, label: t(`responseOption.${value}`) }))}
              onChange={setKind}
            />
            {kind === "other" ? (
              <Textarea
                aria-label={t("otherResponse")}
                rows={3}
                maxLength={20_000}
                value={other}
                placeholder={t("otherPlaceholder")}
                onChange={(event) => setOther(event.target.value)}
              />
            ) : null}
          </>
        ) : null}
        <Button
          variant={isDraft ? "plain" : "ink"}
          icon={FlaskConical}
          busy={attempt.isPending}
          busyLabel={t("running")}
          disabledReason={disabledReason}
          onClick={() => attempt.mutate()}
        >
          {t("run")}
        </Button>
      </div>
      <div aria-live="polite" className="not-empty:mt-5">
        {attempt.error ? (
          <Notice tone="error" title={t("failed")}>
            {problemText(attempt.error)}
          </Notice>
        ) : attempt.data && !attempt.isPending ? (
          <TrialResult trial={attempt.data} />
        ) : null}
      </div>
    </Card>
  );
}

function ExpertTurn({ detail, round }: { readonly detail: TrajectoryDetail; readonly round: number }) {
  const t = useTranslations("graders.try");
  const { trajectory } = detail;
  const turn = trajectory.turns.find((one) => one.round === round);
  if (turn === undefined) return null;
  const said = trajectory.messages
    .slice(turn.contextMessageCount, turn.contextMessageCount + turn.responseMessageCount)
    .map((message) => message.content)
    .join("\n");
  return (
    <div className="rounded-card border border-line-strong bg-raised px-4 py-3">
      <p className="text-label text-text-3">{trajectory.roleNames.assistant}</p>
      <p lang={textLanguage(said)} className="mt-0.5 text-body font-[500] whitespace-pre-wrap break-words">
        {turn.stopLabel === "stop" ? t("stopped") : said}
      </p>
    </div>
  );
}
