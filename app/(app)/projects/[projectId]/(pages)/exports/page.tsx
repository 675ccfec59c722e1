import type { Metadata } from "next";
import { ExportsView } from "@/components/exports/exports-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("exports")("title") };

export default async function ExportsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "export.read", `/projects/${projectId}/exports`);
  return <ExportsView actor={{ project, role }} />;
}
