import type { Metadata } from "next";
import { TrajectoryView } from "@/components/trajectories/trajectory-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("trajectories")("title") };

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
