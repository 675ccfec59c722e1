"use client";

import { useTranslations } from "use-intl";
import { PlainMessage } from "@/components/shell/plain-message";
import { Button } from "@/components/ui/button";

export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  const t = useTranslations("common");
  return (
    <PlainMessage
      title={t("error.crashTitle")}
      action={
        <Button variant="ink" onClick={reset}>
          {t("error.reload")}
        </Button>
      }
    >
      <p>{t("error.crash")}</p>
      {error.digest ? (
        <p className="mt-3 text-control text-text-3">
          <code>{t("error.code", { digest: error.digest })}</code>
        </p>
      ) : null}
    </PlainMessage>
  );
}
