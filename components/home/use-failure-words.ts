"use client";

import { useFormatter, useTranslations } from "use-intl";
import { FAILURE_CLASSES } from "@/lib/grading/grader";

/** "5 unparsable, 1 timed out": counts of failures with the word for each class. */
export function useFailureWords(): (
  failures: readonly { readonly failureClass: string; readonly count: number }[],
) => string {
  const t = useTranslations("marks.failure");
  const format = useFormatter();
  return (failures) =>
    failures
      .map(({ failureClass, count }) => {
        const known = FAILURE_CLASSES.find((name) => name === failureClass);
        return `${format.number(count)} ${(known ? t(known) : failureClass).toLowerCase()}`;
      })
      .join(", ");
}
