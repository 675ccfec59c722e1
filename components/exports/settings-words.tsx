import { useTranslations } from "use-intl";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { ExportView } from "@/lib/queries/pipeline-contract";

/** What a file was built by, in one line: policy, filter, split. */
export function SettingsWords({ settings }: { readonly settings: ExportView["settings"] }) {
  const t = useTranslations("exports");
  const { policy, filter, split } = settings;
  const by =
    policy.kind !== "drop"
      ? t(`by.${policy.kind}`)
      : policy.audited === null
        ? t("by.drop", { threshold: formatPercentFigure(policy.threshold) })
        : t("by.drop_audited", {
            target: formatPercentFigure(policy.audited.target),
            audits: policy.audited.audits,
          });
  const parts = [
    by,
    filter.source === "all" ? null : t(`only.${filter.source}`),
    filter.reviewedOnly ? t("onlyReviewed") : null,
    split === null
      ? null
      : t("splitInto", {
          validation: formatPercentFigure(split.validation),
          test: formatPercentFigure(split.test),
        }),
  ];
  return <>{parts.filter((part) => part !== null).join(" · ")}</>;
}
