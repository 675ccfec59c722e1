import { ReviewScreen } from "@/components/review/review-screen";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("review");

export default async function ReviewPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const actor = await loadPageActor(projectId, "review.read", `/projects/${encodeURIComponent(projectId)}/review`);
  return (
    <ReviewScreen
      projectId={actor.project.id}
      projectName={actor.project.name}
      userId={actor.user.id}
      userEmail={actor.user.email}
    />
  );
}
