import { useTranslations } from "use-intl";
import { isLeftOutReason } from "@/lib/export/left-out";

/** Why a row is left out, as people say it; what an older file's manifest says otherwise stays as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useTranslations("exports.reason");
  return (reason) => (isLeftOutReason(reason) ? t(reason) : reason);
}
