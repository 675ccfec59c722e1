import { HomeView } from "@/components/home/home-view";
import { loadPageActor } from "@/lib/auth/page-actor";

export default async function HomePage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  const { project, role } = await loadPageActor(projectId, "trajectory.read");
  return <HomeView actor={{ project, role }} />;
}
