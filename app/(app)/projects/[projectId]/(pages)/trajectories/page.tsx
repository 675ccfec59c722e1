import { titleFrom } from "@/components/shell/page-words";
import { TrajectoriesView } from "@/components/trajectories/trajectories-view";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("trajectories");

export default async function TrajectoriesPage({
  params,
  searchParams,
}: {
  readonly params: Promise<{ projectId: string }>;
  readonly searchParams: Promise<{ import?: string }>;
}) {
  const { projectId } = await params;
  const importOpen = (await searchParams).import !== undefined;
  const { project, role } = await loadPageActor(projectId, "trajectory.read", `/projects/${projectId}/trajectories`);
  return <TrajectoriesView actor={{ project, role }} importOpen={importOpen} />;
}
