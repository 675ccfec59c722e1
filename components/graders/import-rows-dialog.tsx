"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { DropArea } from "@/components/trajectories/drop-area";
import { RefusedLines } from "@/components/trajectories/import-report";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format-amount";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { graderKeys, graderNameSchema } from "@/lib/queries/grader-contract";
import { type EvaluatedUpload, uploadEvaluatedRows } from "@/lib/queries/import-upload";
import { projectKeys } from "@/lib/queries/project-contract";

/** Brings in what a grader elsewhere said, as a grader of its own; tells which lines were refused. */
export function ImportRowsDialog({ projectId, onClose }: { readonly projectId: string; readonly onClose: () => void }) {
  const t = useTranslations("graders.importDialog");
  const editor = useTranslations("graders.editor");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const upload = useMutation({
    mutationFn: (file: File) => uploadEvaluatedRows(projectId, crypto.randomUUID(), file, name.trim()),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: graderKeys.all(projectId) });
      void queryClient.invalidateQueries({ queryKey: ["trajectories", projectId] });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
  });
  // Empty is allowed: the grader is then called as the file.
  const isNameRight = name.trim() === "" || graderNameSchema.safeParse(name).success;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        // Closing the dialog would not end what is on its way.
        if (!open && !upload.isPending) onClose();
      }}
      title={upload.data?.version ? t("done", { grader: upload.data.version.label }) : t("title")}
      description={upload.data ? undefined : t("description")}
      footer={
        upload.data ? (
          <>
            <Button onClick={onClose}>{t("close")}</Button>
            {upload.data.version ? (
              <ButtonLink variant="ink" href={projectPath(projectId, `/graders/${upload.data.version.id}`)}>
                {t("open")}
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    >
      {upload.data ? (
        <Outcome projectId={projectId} outcome={upload.data} />
      ) : (
        <div className="space-y-5">
          <Field label={t("name")} hint={t("nameHint")} error={isNameRight ? null : editor("nameProblem")}>
            {(ids) => (
              <Input
                {...ids}
                value={name}
                maxLength={60}
                autoComplete="off"
                placeholder={t("namePlaceholder")}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <DropArea
            single
            onFiles={([one]) => {
              if (one !== undefined && isNameRight && !upload.isPending) upload.mutate(one.file);
            }}
            className="px-6 py-8 text-center"
          >
            {(pick) =>
              upload.isPending ? (
                <div role="status">
                  <p className="text-body text-text-2">{t("sending", { name: upload.variables.name })}</p>
                  <Progress className="mt-3" label={t("sending", { name: upload.variables.name })} value={null} />
                </div>
              ) : (
                <>
                  <p className="text-body text-text-2">{t("drop")}</p>
                  <p className="my-2 text-label text-text-3">{t("or")}</p>
                  <Button variant="ink" icon={FileUp} onClick={pick.files}>
                    {t("choose")}
                  </Button>
                </>
              )
            }
          </DropArea>
          {upload.error ? (
            <Notice tone="error" title={t("failed")}>
              {problemText(upload.error)}
            </Notice>
          ) : null}
        </div>
      )}
    </Dialog>
  );
}

function Outcome({ projectId, outcome }: { readonly projectId: string; readonly outcome: EvaluatedUpload }) {
  const t = useTranslations("graders.importDialog");
  return (
    <div role="status">
      <p className="text-body text-text-2 tabular-nums">
        {t("doneBody", {
          responses: outcome.responses,
          ok: formatCount(outcome.gradesOk),
          failed: formatCount(outcome.gradesFailed),
          notApplicable: formatCount(outcome.gradesNotApplicable),
        })}
      </p>
      {outcome.import === null ? null : <RefusedLines projectId={projectId} result={outcome.import} />}
    </div>
  );
}
