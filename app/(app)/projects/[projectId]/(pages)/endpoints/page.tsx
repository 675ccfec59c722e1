import type { Metadata } from "next";
import { EndpointsView } from "@/components/endpoints/endpoints-view";
import { loadPageActor } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("endpoints")("title") };

export default async function EndpointsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project } = await loadPageActor(projectId, "endpoint.manage", `/projects/${projectId}/endpoints`);
  return <EndpointsView actor={{ project }} />;
}
