import type { EvidenceView, TargetItemView } from "@/lib/queries/grade-contract";

export interface EditedItem {
  readonly id: string;
  readonly attribute: string;
  readonly value: string;
  readonly origin: "grader" | "added";
  readonly struck: boolean;
  readonly evidence: readonly EvidenceView[];
}

/** A clinician's change to the items asked at one turn, before it is saved. `cursor` is −1 only where there are no items. */
export interface ItemEdit {
  readonly items: readonly EditedItem[];
  readonly cursor: number;
  readonly adding: boolean;
}

/** Begins from the grade as corrected so far: what a clinician struck stays visible and struck. */
export function startItemEdit(items: readonly TargetItemView[], standing: readonly CorrectItem[] | null): ItemEdit {
  const graded = items
    .filter((item) => standing === null || item.origin !== "added")
    .map((item) => ({
      id: item.id,
      attribute: item.attribute,
      value: item.value,
      origin: item.origin === "added" ? ("added" as const) : ("grader" as const),
      struck: standing === null ? item.origin === "struck" : !standing.some((other) => sameItem(other, item)),
      evidence: item.evidence,
    }));
  const added = (standing ?? [])
    .filter((item) => !graded.some((other) => sameItem(other, item)))
    .map((item, index) => ({ ...item, id: `added-${index}`, origin: "added" as const, struck: false, evidence: [] }));
  const all = [...graded, ...added];
  return { items: all, cursor: all.length === 0 ? -1 : 0, adding: all.length === 0 };
}

export interface CorrectItem {
  readonly attribute: string;
  readonly value: string;
}

export function moveCursor(edit: ItemEdit, step: 1 | -1): ItemEdit {
  if (edit.items.length === 0) return edit;
  return { ...edit, cursor: Math.min(edit.items.length - 1, Math.max(0, edit.cursor + step)) };
}

export function placeCursor(edit: ItemEdit, cursor: number): ItemEdit {
  return edit.items[cursor] === undefined ? edit : { ...edit, cursor };
}

/** Strikes the item under the cursor, or takes the strike back; an item the reader added goes away. */
export function strikeItem(edit: ItemEdit): ItemEdit {
  const item = edit.items[edit.cursor];
  if (item === undefined) return edit;
  if (item.origin === "added") {
    const items = edit.items.filter((other) => other !== item);
    return { ...edit, items, cursor: Math.min(edit.cursor, items.length - 1) };
  }
  return { ...edit, items: edit.items.map((other) => (other === item ? { ...item, struck: !item.struck } : other)) };
}

export function openAdding(edit: ItemEdit): ItemEdit {
  return { ...edit, adding: true };
}

export function closeAdding(edit: ItemEdit): ItemEdit {
  return { ...edit, adding: false };
}

/** Adds `attribute: value`; an item that is there already (and not struck) isn't added twice. */
export function addItem(edit: ItemEdit, added: CorrectItem): ItemEdit {
  const attribute = added.attribute.trim();
  const value = added.value.trim();
  if (attribute === "" || value === "") return edit;
  const same = edit.items.findIndex((item) => sameItem(item, { attribute, value }));
  if (same >= 0) {
    const items = edit.items.map((item, index) => (index === same ? { ...item, struck: false } : item));
    return { items, cursor: same, adding: false };
  }
  const taken = edit.items.filter((item) => item.id.startsWith("added-")).length;
  const item = {
    id: `added-${attribute}-${taken}`,
    attribute,
    value,
    origin: "added" as const,
    struck: false,
    evidence: [],
  };
  return { items: [...edit.items, item], cursor: edit.items.length, adding: false };
}

/** The items as the clinician holds them to be. */
export function correctItems(edit: ItemEdit): CorrectItem[] {
  return edit.items.filter((item) => !item.struck).map(({ attribute, value }) => ({ attribute, value }));
}

/** A flag needs a difference: the same items would be agreement. */
export function differsFromGrade(edit: ItemEdit): boolean {
  return edit.items.some((item) => item.struck || item.origin === "added");
}

export function sameItem(a: CorrectItem, b: CorrectItem): boolean {
  return fold(a.attribute) === fold(b.attribute) && fold(a.value) === fold(b.value);
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
