import { CompareView } from "@/components/graders/compare-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("graders");

export default async function CompareGradersPage({
  params,
  searchParams,
}: {
  readonly params: Promise<{ projectId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { projectId } = await params;
  const { before, after } = await searchParams;
  const { project } = await loadPageActor(projectId, "grading.read", `/projects/${projectId}/graders/compare`);
  return (
    <CompareView
      actor={{ project }}
      beforeId={typeof before === "string" ? before : null}
      afterId={typeof after === "string" ? after : null}
    />
  );
}
