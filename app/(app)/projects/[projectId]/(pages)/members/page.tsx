import { MembersView } from "@/components/members/members-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("members");

export default async function MembersPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { user, project, role } = await loadPageActor(projectId, "member.read", `/projects/${projectId}/members`);
  return <MembersView actor={{ user, project, role }} />;
}
