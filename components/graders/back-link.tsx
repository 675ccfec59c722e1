"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { Icon } from "@/components/ui/icon";

/** Back to the list of graders. */
export function BackLink({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("graders.page");
  return (
    <Link
      href={projectPath(projectId, "/graders")}
      className="-ml-1 mb-1 inline-flex h-8 items-center gap-1.5 rounded-button px-1 text-control text-text-2 hover:text-text"
    >
      <Icon icon={ArrowLeft} />
      {t("back")}
    </Link>
  );
}
