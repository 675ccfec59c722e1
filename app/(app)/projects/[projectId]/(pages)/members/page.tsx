import type { Metadata } from "next";
import { MembersView } from "@/components/members/members-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("members")("title") };

export default async function MembersPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { user, project, role } = await loadPageActor(projectId, "member.read", `/projects/${projectId}/members`);
  return <MembersView actor={{ user, project, role }} />;
}
