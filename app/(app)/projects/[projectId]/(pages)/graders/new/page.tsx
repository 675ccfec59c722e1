import { GraderEditor } from "@/components/graders/grader-editor";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("graders");

export default async function NewGraderPage({
  params,
  searchParams,
}: {
  readonly params: Promise<{ projectId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { projectId } = await params;
  const { from } = await searchParams;
  const { project } = await loadPageActor(projectId, "grader.manage", `/projects/${projectId}/graders/new`);
  return <GraderEditor actor={{ project }} fromVersionId={typeof from === "string" ? from : null} />;
}
