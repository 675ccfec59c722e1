"use client";

import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "@/components/ui/class-names";

/** One grey bar where text or a number will stand. */
export function SkeletonBar({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={classNames("block h-3 rounded-tag bg-sunken", className)} />;
}

/**
 * Holds the place of what is loading. It takes its space at once, so nothing moves later, but is painted only after
 * 150 ms: an answer that comes sooner should not flash. The reader is told after two seconds.
 */
export function Skeleton({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  const t = useTranslations("common");
  const [stage, setStage] = useState<"silent" | "shown" | "slow">("silent");
  useEffect(() => {
    const shown = setTimeout(() => setStage("shown"), 150);
    const slow = setTimeout(() => setStage("slow"), 2000);
    return () => {
      clearTimeout(shown);
      clearTimeout(slow);
    };
  }, []);
  return (
    <div aria-busy="true" className={className}>
      <span role="status" className="sr-only">
        {stage === "slow" ? t("loading") : ""}
      </span>
      <div className={stage === "silent" ? "invisible" : undefined}>{children}</div>
    </div>
  );
}
