"use client";

import { useTranslations } from "use-intl";
import type { RunScope } from "@/lib/grading/run-scope";

/** What a run takes, in a few words: "ungraded, containing “cough”, a sample of 20". */
export function useScopeWords(): (scope: RunScope) => string {
  const t = useTranslations("runs.scope");
  return (scope) =>
    [
      t(scope.only),
      scope.search === "" ? null : t("search", { search: scope.search }),
      scope.importId === null ? null : t("import"),
      scope.sample === null ? null : t("sample", { count: scope.sample }),
    ]
      .filter((part) => part !== null)
      .join(", ");
}
