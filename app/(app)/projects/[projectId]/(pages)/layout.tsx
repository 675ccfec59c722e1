import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { RememberProject } from "@/components/shell/remember-project";
import { findSignedIn, loadPageActor } from "@/lib/auth/page-actor";

/** The side bar around every page of a project but the review screen, which needs the whole width. */
export default async function ProjectPagesLayout({
  params,
  children,
}: {
  readonly params: Promise<{ projectId: string }>;
  readonly children: ReactNode;
}) {
  const { projectId } = await params;
  // Left to the page, which knows where to come back to after signing in.
  if ((await findSignedIn()) === null) return children;
  const { user, project, role, projects } = await loadPageActor(projectId, "trajectory.read");
  return (
    <AppShell actor={{ user, project, role, projects }}>
      <RememberProject projectId={project.id} />
      {children}
    </AppShell>
  );
}
