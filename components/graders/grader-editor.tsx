"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { BackLink } from "@/components/graders/back-link";
import { ExtractionFields } from "@/components/graders/extraction-fields";
import {
  type GraderForm,
  type GraderProblem,
  graderFormFrom,
  newGraderForm,
  readGraderForm,
} from "@/components/graders/grader-form";
import { graderFormSchema } from "@/components/graders/grader-form-schema";
import { GraderFormSkeleton } from "@/components/graders/grader-form-skeleton";
import { ScoringFields } from "@/components/graders/scoring-fields";
import { TryPanel } from "@/components/graders/try-panel";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useKeptForm } from "@/components/ui/use-kept-form";
import { type EndpointView, endpointKeys, fetchEndpoints } from "@/lib/queries/endpoint-contract";
import {
  createGraderVersion,
  fetchGraderDefaults,
  fetchGraders,
  type GraderDraftInput,
  type GraderVersionView,
  graderKeys,
  readLlmDefinition,
} from "@/lib/queries/grader-contract";

/** A new grader, or the next version of one: everything that will affect its answers, and a way to try it first. */
export function GraderEditor({
  actor,
  fromVersionId,
}: {
  readonly actor: Pick<ShellActor, "project">;
  /** The version it begins from; null for a new grader. */
  readonly fromVersionId: string | null;
}) {
  const t = useTranslations("graders");
  const projectId = actor.project.id;
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  const endpoints = useQuery({ queryKey: endpointKeys.all(projectId), queryFn: () => fetchEndpoints(projectId) });
  const defaults = useQuery({
    queryKey: graderKeys.defaults(projectId),
    queryFn: () => fetchGraderDefaults(projectId),
  });
  const failed = [graders, endpoints, defaults].find((query) => query.error !== null && query.data === undefined);
  const from = graders.data?.versions.find((version) => version.id === fromVersionId) ?? null;
  const usable = endpoints.data?.endpoints.filter((endpoint) => !endpoint.archived) ?? [];
  const [first] = usable;
  return (
    <>
      <BackLink projectId={projectId} />
      {failed?.error ? (
        <>
          <PageHeader title={t("editor.newTitle")} />
          <LoadError error={failed.error} onRetry={() => failed.refetch()} retrying={failed.isFetching} />
        </>
      ) : !graders.data || !endpoints.data || !defaults.data ? (
        <GraderFormSkeleton />
      ) : first === undefined ? (
        <>
          <PageHeader title={t("editor.newTitle")} />
          <EmptyState
            icon={Plug}
            title={t("editor.noEndpointTitle")}
            action={
              <ButtonLink variant="ink" href={projectPath(projectId, "/endpoints")}>
                {t("editor.openEndpoints")}
              </ButtonLink>
            }
          >
            {t("editor.noEndpointBody")}
          </EmptyState>
        </>
      ) : (
        <Editor
          projectId={projectId}
          from={from}
          endpoints={usable}
          firstEndpointId={first.id}
          versions={graders.data.versions}
          defaults={defaults.data}
        />
      )}
    </>
  );
}

function Editor({
  projectId,
  from,
  endpoints,
  firstEndpointId,
  versions,
  defaults,
}: {
  readonly projectId: string;
  readonly from: GraderVersionView | null;
  readonly endpoints: readonly EndpointView[];
  readonly firstEndpointId: string;
  readonly versions: readonly GraderVersionView[];
  readonly defaults: { readonly extractionInstructions: string; readonly scoringInstructions: string };
}) {
  const t = useTranslations("graders.editor");
  const problemText = useProblemText();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [initial] = useState<GraderForm>(() => {
    const fresh = newGraderForm(firstEndpointId, defaults, t("voteDefault"));
    const definition = from === null ? null : readLlmDefinition(from);
    return from === null || definition === null ? fresh : graderFormFrom(from.graderName, definition, fresh);
  });
  const { form, isChanged, change, forget, restart } = useKeptForm(
    `second-opinion:grader-draft:${projectId}:${from?.id ?? "new"}`,
    graderFormSchema,
    initial,
  );
  // Problems are shown once somebody has tried to send; then they go as they are mended.
  const [isChecked, setIsChecked] = useState(false);
  const endpointIds = new Set(endpoints.map((endpoint) => endpoint.id));
  const read = readGraderForm(form, endpointIds);
  // A name affects no answer: a draft can be tried before it has one.
  const nameless = readGraderForm({ ...form, name: "draft" }, endpointIds);
  const problems: ReadonlySet<GraderProblem> = isChecked && !read.ok ? read.problems : new Set();
  const make = useMutation({
    mutationFn: (draft: GraderDraftInput) => createGraderVersion(projectId, draft),
    onSuccess: async (version) => {
      forget();
      const existed = versions.some((one) => one.id === version.id);
      toast(t(existed ? "existed" : "made", { grader: version.label }));
      await queryClient.invalidateQueries({ queryKey: graderKeys.all(projectId) });
      router.push(projectPath(projectId, `/graders/${version.id}`));
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (read.ok && !make.isPending) make.mutate(read.draft);
  }

  return (
    <>
      <PageHeader title={from === null ? t("newTitle") : t("fromTitle", { grader: from.label })} lead={t("lead")} />
      <div className="grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <form onSubmit={submit} noValidate className="min-w-0 space-y-4">
          <Card>
            <Field label={t("name")} hint={t("nameHint")} error={problems.has("name") ? t("nameProblem") : null}>
              {(ids) => (
                <Input
                  {...ids}
                  value={form.name}
                  maxLength={60}
                  autoComplete="off"
                  onChange={(event) => change({ name: event.target.value })}
                  className="max-w-96"
                />
              )}
            </Field>
          </Card>
          <ScoringFields
            form={form}
            problems={problems}
            endpoints={endpoints}
            versions={versions}
            defaultInstructions={defaults.scoringInstructions}
            onChange={change}
          />
          <ExtractionFields
            form={form}
            problems={problems}
            endpoints={endpoints}
            defaultInstructions={defaults.extractionInstructions}
            onChange={change}
          />
          <div aria-live="polite" className="space-y-4">
            {problems.size > 0 ? <Notice tone="warning">{t("problems", { count: problems.size })}</Notice> : null}
            {make.error ? (
              <Notice tone="error" title={t("failed")}>
                {problemText(make.error)}
              </Notice>
            ) : null}
          </div>
          <div className="flex flex-wrap items-center gap-3">
            <Button variant="ink" type="submit" busy={make.isPending} busyLabel={t("making")}>
              {t("make")}
            </Button>
            {isChanged ? (
              <Button
                onClick={() => {
                  restart();
                  setIsChecked(false);
                  toast(t("discarded"));
                }}
              >
                {t("discard")}
              </Button>
            ) : null}
            <span className="text-label text-text-3">{t("kept")}</span>
          </div>
        </form>
        <div className="min-w-0 wide:sticky wide:top-8 wide:max-h-[calc(100dvh-64px)] wide:overflow-y-auto wide:rounded-card">
          <TryPanel projectId={projectId} grader={{ draft: nameless.ok ? nameless.draft : null }} />
        </div>
      </div>
    </>
  );
}
