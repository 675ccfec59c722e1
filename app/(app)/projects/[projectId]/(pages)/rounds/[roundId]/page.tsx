import type { Metadata } from "next";
import { RoundView } from "@/components/rounds/round-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("rounds")("title") };

export default async function RoundPage({
  params,
}: {
  readonly params: Promise<{ projectId: string; roundId: string }>;
}) {
  const { projectId, roundId } = await params;
  const { project, role } = await loadPageActor(projectId, "round.read", `/projects/${projectId}/rounds/${roundId}`);
  return <RoundView actor={{ project, role }} roundId={roundId} />;
}
