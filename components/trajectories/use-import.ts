"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import type { NamedFile } from "@/components/trajectories/collect-files";
import { type DraftUpload, useDraftUpload } from "@/components/trajectories/use-draft-upload";
import type { ImportDraftView } from "@/lib/queries/import-draft-contract";
import { createDraft, draftKeys, fetchDrafts } from "@/lib/queries/import-draft-requests";
import { importDemoSet } from "@/lib/queries/import-upload";
import { fetchImports, type ImportView, pipelineKeys } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

export interface ImportControl {
  readonly imports: readonly ImportView[] | undefined;
  /** Files that wait to be imported, newest first. */
  readonly drafts: readonly ImportDraftView[];
  readonly sensitive: boolean;
  readonly upload: (files: readonly NamedFile[]) => void;
  readonly sending: DraftUpload;
  readonly isAnnouncing: boolean;
  readonly useDemoSet: () => void;
  readonly demoBusy: boolean;
  /** The import this person started here last, once it has ended. */
  readonly result: ImportView | null;
  readonly dismissResult: () => void;
  readonly markStarted: (id: string) => void;
  readonly refresh: () => void;
}

const isUnderWay = ({ state }: ImportView) => state === "running" || state === "waiting" || state === "canceling";

/** Sends files, follows drafts and imports while something moves, and tells the lists when they have changed. */
export function useImport(projectId: string, enabled: boolean): ImportControl {
  const t = useTranslations("trajectories");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [startedId, setStartedId] = useState<string | null>(null);
  const sending = useDraftUpload(projectId);

  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: draftKeys.all(projectId) });
    void queryClient.invalidateQueries({ queryKey: pipelineKeys.imports(projectId) });
    void queryClient.invalidateQueries({ queryKey: ["trajectories", projectId] });
    void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
  };

  const drafts = useQuery({
    queryKey: draftKeys.all(projectId),
    queryFn: () => fetchDrafts(projectId),
    enabled,
    refetchInterval: (query) => (query.state.data?.drafts.some((one) => one.state === "checking") ? 500 : false),
  });

  const announce = useMutation({
    mutationFn: async (files: readonly NamedFile[]) => {
      const asked = files.map(({ name, file }) => ({ name, bytes: file.size }));
      // The same files again go on where they broke off.
      const known = drafts.data?.drafts.find(
        (one) =>
          one.state === "uploading" &&
          JSON.stringify(one.files.map(({ name, bytes }) => [name, bytes])) ===
            JSON.stringify(asked.map(({ name, bytes }) => [name, bytes])),
      );
      return createDraft(projectId, known?.id ?? crypto.randomUUID(), asked);
    },
    onError: (error) => toast.error(t("uploadFailed"), { description: problemText(error) }),
    onSuccess: async (draft, files) => {
      refresh();
      await sending.send(draft, files);
      refresh();
    },
  });
  const demo = useMutation({
    mutationFn: () => importDemoSet(projectId),
    onError: (error) => toast.error(t("demoFailed"), { description: problemText(error) }),
    onSettled: refresh,
  });

  const imports = useQuery({
    queryKey: pipelineKeys.imports(projectId),
    queryFn: () => fetchImports(projectId),
    enabled,
    refetchInterval: (query) => (demo.isPending || query.state.data?.imports.some(isUnderWay) ? 1_000 : false),
  });
  const list = imports.data?.imports;
  const running = list?.some(isUnderWay) ?? false;

  // The list of trajectories changes when a running import ends, also one that another person or the command line runs.
  useEffect(() => {
    if (running) return;
    void queryClient.invalidateQueries({ queryKey: ["trajectories", projectId] });
    void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
  }, [running, projectId, queryClient]);

  const started = list?.find((one) => one.id === startedId) ?? null;
  return {
    imports: list,
    drafts: drafts.data?.drafts ?? [],
    sensitive: drafts.data?.sensitive ?? false,
    upload: (files) => {
      if (!announce.isPending && sending.draftId === null) announce.mutate(files);
    },
    sending,
    isAnnouncing: announce.isPending && sending.draftId === null,
    useDemoSet: () => demo.mutate(),
    demoBusy: demo.isPending,
    result: started !== null && !isUnderWay(started) ? started : null,
    dismissResult: () => setStartedId(null),
    markStarted: setStartedId,
    refresh,
  };
}
