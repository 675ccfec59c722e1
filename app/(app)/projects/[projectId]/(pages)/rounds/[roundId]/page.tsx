import { RoundView } from "@/components/rounds/round-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("rounds");

export default async function RoundPage({
  params,
}: {
  readonly params: Promise<{ projectId: string; roundId: string }>;
}) {
  const { projectId, roundId } = await params;
  const { project, role } = await loadPageActor(projectId, "round.read", `/projects/${projectId}/rounds/${roundId}`);
  return <RoundView actor={{ project, role }} roundId={roundId} />;
}
