import { accepted, type Result, refused } from "@/lib/kernel/result";

export interface InfoItem {
  readonly attribute: string;
  readonly value: string;
}

/** What a clinician can confirm or correct on screen (lib/calibration/verdict-value); longer ones could not be judged. */
const MAX_ATTRIBUTE = 200;
const MAX_VALUE = 500;
const MAX_ITEMS = 50;

const SEPARATOR = /, */;
const PAIR = /^([^:：]*)[:：]\s*(.*)$/s;

/**
 * Reads the items off an `info_truth`: `attribute: value, attribute: value`. A piece without a colon goes on with the
 * value before it ("cough: dry, at night"). Repeated items are one. "" is no item.
 * Refused, in words, where a text is no such list or has what can't be judged here.
 */
export function readInfoTruth(text: string): Result<readonly InfoItem[], string> {
  if (text.trim() === "") return accepted([]);
  const items: { attribute: string; value: string }[] = [];
  for (const piece of text.split(SEPARATOR)) {
    const [, attribute, value] = PAIR.exec(piece) ?? [];
    const last = items.at(-1);
    if (attribute !== undefined && value !== undefined) {
      items.push({ attribute: attribute.trim(), value: value.trim() });
    } else if (last === undefined) {
      return refused("info_truth does not begin with `attribute: value`.");
    } else {
      last.value = `${last.value}, ${piece.trim()}`;
    }
  }
  const unique = new Map(items.map((item) => [infoItemKey(item), item]));
  const list = [...unique.values()];
  if (list.some(({ attribute, value }) => attribute === "" || value === "")) {
    return refused("info_truth has an item without an attribute or without a value.");
  }
  if (list.some(({ attribute, value }) => attribute.length > MAX_ATTRIBUTE || value.length > MAX_VALUE)) {
    return refused(`info_truth has an item over ${MAX_ATTRIBUTE} characters of attribute or ${MAX_VALUE} of value.`);
  }
  if (list.length > MAX_ITEMS) return refused(`info_truth has more than ${MAX_ITEMS} items.`);
  return accepted(list);
}

/** The same for two items that say the same, whatever their case and blanks. */
export function infoItemKey({ attribute, value }: InfoItem): string {
  const fold = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
  return JSON.stringify([fold(attribute), fold(value)]);
}
