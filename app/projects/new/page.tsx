import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NewProjectForm } from "@/components/shell/new-project-form";
import { pageWords } from "@/components/shell/page-words";
import { loadSignedIn } from "@/lib/auth/page-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageWords("shell"))("newProjectPage.title") };
}

export default async function NewProjectPage() {
  const { user } = await loadSignedIn("/projects/new");
  if (!user.isOperator) notFound();
  return <NewProjectForm />;
}
