"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { problemText } from "@/components/shell/problem-text";
import { importDemoSet, uploadImport } from "@/lib/queries/import-upload";
import { fetchImports, type ImportView, pipelineKeys } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

export interface ImportControl {
  readonly imports: readonly ImportView[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly upload: (file: File) => void;
  /** The file being sent, also before the server knows of it. */
  readonly sending: string | null;
  readonly useDemoSet: () => void;
  readonly demoBusy: boolean;
  /** The import this person started here last, once it has ended. */
  readonly result: ImportView | null;
  readonly dismissResult: () => void;
}

/** Sends files, follows imports while one runs, and tells the lists when they have changed. */
export function useImport(projectId: string, enabled: boolean): ImportControl {
  const t = useTranslations("trajectories");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [startedId, setStartedId] = useState<string | null>(null);

  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: pipelineKeys.imports(projectId) });
    void queryClient.invalidateQueries({ queryKey: ["trajectories", projectId] });
    void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
  };

  const upload = useMutation({
    mutationFn: ({ id, file }: { id: string; file: File }) => uploadImport(projectId, id, file),
    onMutate: ({ id }) => setStartedId(id),
    onError: async (error, { id }) => {
      const answer = await queryClient
        .fetchQuery({ queryKey: pipelineKeys.imports(projectId), queryFn: () => fetchImports(projectId), staleTime: 0 })
        .catch(() => null);
      // A file that was begun tells its failure on the page; only one that the server never took needs another place.
      if (answer?.imports.some((one) => one.id === id)) return;
      toast.error(t("uploadFailed"), { description: problemText(error, common("error.unexpected")) });
    },
    onSettled: refresh,
  });
  const demo = useMutation({
    mutationFn: () => importDemoSet(projectId),
    onError: (error) => toast.error(t("demoFailed"), { description: problemText(error, common("error.unexpected")) }),
    onSettled: refresh,
  });

  const busy = upload.isPending || demo.isPending;
  const imports = useQuery({
    queryKey: pipelineKeys.imports(projectId),
    queryFn: () => fetchImports(projectId),
    enabled,
    refetchInterval: (query) =>
      busy || query.state.data?.imports.some((one) => one.state === "running") ? 1_000 : false,
  });
  const list = imports.data?.imports;
  const running = list?.some((one) => one.state === "running") ?? false;

  // The list of trajectories changes when a running import ends, also one that another person or the command line runs.
  useEffect(() => {
    if (running) return;
    void queryClient.invalidateQueries({ queryKey: ["trajectories", projectId] });
    void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
  }, [running, projectId, queryClient]);

  const started = list?.find((one) => one.id === startedId) ?? null;
  return {
    imports: list,
    error: imports.error,
    refetch: () => void imports.refetch(),
    upload: (file) => {
      if (!upload.isPending) upload.mutate({ id: crypto.randomUUID(), file });
    },
    sending: upload.isPending ? (upload.variables?.file.name ?? null) : null,
    useDemoSet: () => demo.mutate(),
    demoBusy: demo.isPending,
    result: started !== null && started.state !== "running" ? started : null,
    dismissResult: () => setStartedId(null),
  };
}
