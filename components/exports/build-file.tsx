"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { ExportFields } from "@/components/exports/export-fields";
import { type ExportForm, readExportForm, USUAL_EXPORT } from "@/components/exports/export-form";
import { ExportPreview } from "@/components/exports/export-preview";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { pipelineKeys, type StartExport, startExport } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

/** What is built, with what it would hold beside it; one button. */
export function BuildFile({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("exports");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<ExportForm>(USUAL_EXPORT);
  const body = readExportForm(form);
  const start = useMutation({
    mutationFn: (request: StartExport) => startExport(projectId, request),
    onError: (error) => toast.error(t("buildFailed"), { description: problemText(error) }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.exports(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
  });
  return (
    <Card act labelledBy="build-file">
      <h2 id="build-file" className="text-step">
        {t("buildTitle")}
      </h2>
      <p className="mt-1 max-w-[672px] text-control text-text-2">{t("buildNote")}</p>
      <div className="mt-5 grid gap-x-10 gap-y-6 fold:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <form
          className="min-w-0 space-y-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (body !== null) start.mutate(body);
          }}
        >
          <ExportFields form={form} change={(changes) => setForm((before) => ({ ...before, ...changes }))} />
          <Button
            type="submit"
            variant="ink"
            busy={start.isPending}
            busyLabel={t("building")}
            disabledReason={body === null ? t("fieldWrong") : null}
          >
            {t("build")}
          </Button>
        </form>
        <ExportPreview projectId={projectId} body={body} />
      </div>
    </Card>
  );
}
