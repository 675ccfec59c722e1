"use client";

import { useTranslations } from "use-intl";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** What stands in place of something that could not be read, with a way to try again. */
export function LoadError({
  error,
  onRetry,
  retrying = false,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
  readonly retrying?: boolean;
}) {
  const t = useTranslations("common");
  const problemText = useProblemText();
  return (
    <Notice
      tone="error"
      title={t("error.title")}
      action={
        <Button size="small" onClick={onRetry} busy={retrying} busyLabel={t("loadingMore")}>
          {t("tryAgain")}
        </Button>
      }
    >
      {problemText(error)}
    </Notice>
  );
}
