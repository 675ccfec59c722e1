import type { Metadata } from "next";
import { RoundsView } from "@/components/rounds/rounds-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("rounds")("title") };

export default async function RoundsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "round.read", `/projects/${projectId}/rounds`);
  return <RoundsView actor={{ project, role }} />;
}
