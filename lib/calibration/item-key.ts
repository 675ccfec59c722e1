import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

/** One item's part of {@link verdictValueKey}: items that say the same have the same. */
export function itemKey({ attribute, value }: { readonly attribute: string; readonly value: string }): string {
  return verdictValueKey({ criterion: "extraction", items: [{ attribute, value }] });
}
