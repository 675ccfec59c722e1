import { EndpointsView } from "@/components/endpoints/endpoints-view";
import { titleFrom } from "@/components/shell/page-words";
import { loadPageActor } from "@/lib/auth/page-actor";

export const generateMetadata = titleFrom("endpoints");

export default async function EndpointsPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project } = await loadPageActor(projectId, "endpoint.manage", `/projects/${projectId}/endpoints`);
  return <EndpointsView actor={{ project }} />;
}
