"use client";

import { useEffect } from "react";
import { LAST_PROJECT_COOKIE } from "@/components/shell/project-cookie";
import { writeCookie } from "@/components/shell/write-cookie";

/** Notes which project is open, for the next visit to "/". */
export function RememberProject({ projectId }: { readonly projectId: string }) {
  useEffect(() => writeCookie(LAST_PROJECT_COOKIE, projectId), [projectId]);
  return null;
}
