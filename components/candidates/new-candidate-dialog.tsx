"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";
import { candidateKeys, createCandidate } from "@/lib/queries/candidates";
import { fetchGraders, graderKeys } from "@/lib/queries/grader-contract";

type Source = "by_hand" | "existing_version";

/** A candidate without a cluster: the current version's words to change, or a version that is there already. */
export function NewCandidateDialog({
  projectId,
  open,
  onOpenChange,
}: {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("candidates.dialog");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [source, setSource] = useState<Source>("by_hand");
  const [chosen, setChosen] = useState<string | null>(null);
  const graders = useQuery({
    queryKey: graderKeys.all(projectId),
    queryFn: () => fetchGraders(projectId),
    enabled: open,
  });
  const versions = graders.data?.versions ?? [];
  const versionId = chosen ?? versions[0]?.id ?? null;
  const create = useMutation({
    mutationFn: () =>
      createCandidate(
        projectId,
        source === "by_hand" ? { source, clusterKey: null } : { source, versionId: versionId ?? "" },
      ),
    onSuccess: ({ id }) => router.push(projectPath(projectId, `/candidates/${id}`)),
    onError: (error) => toast.error(t("failed"), { description: problemText(error) }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: candidateKeys.all(projectId) }),
  });
  const lacksVersion = source === "existing_version" && versionId === null;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("description")}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{common("cancel")}</Button>
          <Button
            variant="ink"
            busy={create.isPending}
            busyLabel={t("creating")}
            disabledReason={lacksVersion ? t("noVersion") : null}
            onClick={() => create.mutate()}
          >
            {t("create")}
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        <Segments
          label={t("source")}
          value={source}
          options={(["by_hand", "existing_version"] as const).map((value) => ({ value, label: t(`sources.${value}`) }))}
          onChange={setSource}
        />
        <p className="text-control text-text-2">{t(`about.${source}`)}</p>
        {source === "existing_version" && versionId !== null ? (
          <Field label={t("version")}>
            {({ id }) => (
              <Select
                id={id}
                value={versionId}
                options={versions.map((version) => ({ value: version.id, label: version.label }))}
                onChange={setChosen}
              />
            )}
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}
