import { GradersView } from "@/components/graders/graders-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("graders");

export default async function GradersPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "grading.read", `/projects/${projectId}/graders`);
  return <GradersView actor={{ project, role }} />;
}
