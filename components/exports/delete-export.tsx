"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { deleteExport } from "@/lib/queries/export-contract";
import { pipelineKeys } from "@/lib/queries/pipeline-contract";

/** Takes a file off the server after asking. */
export function DeleteExport({ projectId, exportId }: { readonly projectId: string; readonly exportId: string }) {
  const t = useTranslations("exports");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteExport(projectId, exportId),
    onSuccess: () => setAsking(false),
    onError: (error) => toast.error(t("deleteFailed"), { description: problemText(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: pipelineKeys.exports(projectId) }),
  });
  return (
    <>
      <IconButton label={t("delete")} icon={Trash2} onClick={() => setAsking(true)} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("deleteTitle")}
        confirm={t("delete")}
        busy={remove.isPending}
        busyLabel={t("deleting")}
        onConfirm={() => remove.mutate()}
      >
        {t("deleteBody")}
      </ConfirmDialog>
    </>
  );
}
