import { titleFrom } from "@/components/shell/page-words";
import { TrajectoryView } from "@/components/trajectories/trajectory-view";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("trajectories");

export default async function TrajectoryPage({
  params,
}: {
  readonly params: Promise<{ projectId: string; trajectoryId: string }>;
}) {
  const { projectId, trajectoryId } = await params;
  const { project } = await loadPageActor(
    projectId,
    "trajectory.read",
    `/projects/${projectId}/trajectories/${trajectoryId}`,
  );
  return <TrajectoryView actor={{ project }} trajectoryId={trajectoryId} />;
}
