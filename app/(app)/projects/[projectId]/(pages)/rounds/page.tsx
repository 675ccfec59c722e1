import { RoundsView } from "@/components/rounds/rounds-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("rounds");

export default async function RoundsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "round.read", `/projects/${projectId}/rounds`);
  return <RoundsView actor={{ project, role }} />;
}
