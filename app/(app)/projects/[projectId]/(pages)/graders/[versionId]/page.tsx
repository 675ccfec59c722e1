import { VersionView } from "@/components/graders/version-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("graders");

export default async function GraderVersionPage({
  params,
}: {
  readonly params: Promise<{ projectId: string; versionId: string }>;
}) {
  const { projectId, versionId } = await params;
  const { project, role } = await loadPageActor(
    projectId,
    "grading.read",
    `/projects/${projectId}/graders/${versionId}`,
  );
  return <VersionView actor={{ project, role }} versionId={versionId} />;
}
