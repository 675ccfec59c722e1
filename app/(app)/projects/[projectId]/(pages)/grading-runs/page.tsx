import type { Metadata } from "next";
import { RunsView } from "@/components/runs/runs-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("runs")("title") };

export default async function GradingRunsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "grading.read", `/projects/${projectId}/grading-runs`);
  return <RunsView actor={{ project, role }} />;
}
