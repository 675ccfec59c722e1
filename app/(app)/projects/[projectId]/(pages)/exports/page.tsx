import { ExportsView } from "@/components/exports/exports-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("exports");

export default async function ExportsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "export.read", `/projects/${projectId}/exports`);
  return <ExportsView actor={{ project, role }} />;
}
