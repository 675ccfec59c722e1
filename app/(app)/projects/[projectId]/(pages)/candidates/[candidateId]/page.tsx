import { CandidateView } from "@/components/candidates/candidate-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("candidates");

export default async function CandidatePage({
  params,
}: {
  readonly params: Promise<{ projectId: string; candidateId: string }>;
}) {
  const { projectId, candidateId } = await params;
  const { project, role } = await loadPageActor(
    projectId,
    "grader.manage",
    `/projects/${projectId}/candidates/${candidateId}`,
  );
  return <CandidateView actor={{ project, role }} candidateId={candidateId} />;
}
