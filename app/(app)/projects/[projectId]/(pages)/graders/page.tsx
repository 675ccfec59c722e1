import type { Metadata } from "next";
import { GradersView } from "@/components/graders/graders-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("graders")("title") };

export default async function GradersPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project } = await loadPageActor(projectId, "grading.read", `/projects/${projectId}/graders`);
  return <GradersView actor={{ project }} />;
}
