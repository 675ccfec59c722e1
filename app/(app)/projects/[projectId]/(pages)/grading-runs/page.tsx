import { RunsView } from "@/components/runs/runs-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("runs");

export default async function GradingRunsPage({
  params,
  searchParams,
}: {
  readonly params: Promise<{ projectId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { projectId } = await params;
  const { start } = await searchParams;
  const { project, role } = await loadPageActor(projectId, "grading.read", `/projects/${projectId}/grading-runs`);
  return <RunsView actor={{ project, role }} start={typeof start === "string" ? start : null} />;
}
