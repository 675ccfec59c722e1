import type { VerdictDecision } from "@/components/review/decision";
import { sameItem } from "@/components/review/item-edit";
import type { EvidenceView, TargetItemView } from "@/lib/queries/grade-contract";

export interface ShownItem {
  readonly id: string;
  readonly attribute: string;
  readonly value: string;
  readonly evidence: readonly EvidenceView[];
  /** `…_by_you` where this reader's own standing answer says so; the bare words where an earlier correction did. */
  readonly change: "none" | "added" | "struck" | "added_by_you" | "struck_by_you";
}

/** The items of one turn with this reader's changes in view, those still on their way included. */
export function shownItems(items: readonly TargetItemView[], standing: VerdictDecision | null): ShownItem[] {
  const own = standing?.kind === "wrong" && standing.value?.criterion === "extraction" ? standing.value.items : null;
  const graded = items.map((item) => ({
    id: item.id,
    attribute: item.attribute,
    value: item.value,
    evidence: item.evidence,
    change: changeOf(item, own),
  }));
  const missing = (own ?? []).filter((item) => !items.some((other) => sameItem(other, item)));
  const added = missing.map((item, index) => ({
    ...item,
    id: `own-${index}`,
    evidence: [],
    change: "added_by_you" as const,
  }));
  return [...graded, ...added];
}

/** The target information of a turn; `asked` are the items asked at the turn itself, which the reader may just have changed. */
export function shownTarget(
  target: readonly TargetItemView[],
  asked: readonly TargetItemView[],
  standing: VerdictDecision | null,
): ShownItem[] {
  const changed = shownItems(asked, standing);
  const rest = target
    .filter((item) => !changed.some((other) => sameItem(other, item)))
    .map((item) => ({ ...item, change: item.origin === "grader" ? ("none" as const) : item.origin }));
  return [...changed, ...rest];
}

function changeOf(
  item: TargetItemView,
  own: readonly { attribute: string; value: string }[] | null,
): ShownItem["change"] {
  if (own === null) return item.origin === "grader" ? "none" : item.origin;
  const isKept = own.some((other) => sameItem(other, item));
  if (item.origin === "added") return isKept ? "added_by_you" : "struck_by_you";
  return isKept ? "none" : "struck_by_you";
}
