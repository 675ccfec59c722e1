"use client";

import { useTranslations } from "use-intl";
import { classNames } from "@/components/ui/class-names";
import type { FailureClass } from "@/lib/grading/grader";

/** What a failure class means and what to do about it. */
export function FailureHelp({
  failureClass,
  className,
}: {
  readonly failureClass: FailureClass;
  readonly className?: string;
}) {
  const t = useTranslations("runs.failureClass");
  return (
    <p className={classNames("text-control text-text-2", className)}>
      {t(`${failureClass}.meaning`)} <span className="text-text">{t(`${failureClass}.todo`)}</span>
    </p>
  );
}
