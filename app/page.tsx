import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { NoProject } from "@/components/shell/no-project";
import { LAST_PROJECT_COOKIE } from "@/components/shell/project-cookie";
import { loadSignedIn } from "@/lib/auth/page-actor";

/** To the project that was open last, else to the first; an operator without one makes one. */
export default async function StartPage() {
  const { user, projects } = await loadSignedIn();
  const last = (await cookies()).get(LAST_PROJECT_COOKIE)?.value;
  const project = projects.find((one) => one.id === last) ?? projects[0];
  if (project !== undefined) redirect(`/projects/${project.id}`);
  if (user.isOperator) redirect("/projects/new");
  return <NoProject email={user.email} />;
}
