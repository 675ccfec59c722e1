import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NewProjectForm } from "@/components/shell/new-project-form";
import { loadSignedIn } from "@/lib/auth/page-actor";
import { translator } from "@/lib/language/translator";

export const metadata: Metadata = { title: translator("shell")("newProjectPage.title") };

export default async function NewProjectPage() {
  const { user } = await loadSignedIn("/projects/new");
  if (!user.isOperator) notFound();
  return <NewProjectForm />;
}
