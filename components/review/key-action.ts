/** What a key asks for on the review screen. */
export type KeyAction =
  | { readonly kind: "agree" }
  | { readonly kind: "wrong" }
  | { readonly kind: "pick"; readonly step: 0 | 1 | 2 }
  | { readonly kind: "flip" }
  | { readonly kind: "skip" }
  | { readonly kind: "undo" }
  | { readonly kind: "evidence" }
  | { readonly kind: "unit"; readonly step: 1 | -1 }
  | { readonly kind: "turn"; readonly step: 1 | -1 }
  | { readonly kind: "comment" }
  | { readonly kind: "target" }
  | { readonly kind: "help" }
  | { readonly kind: "back" }
  | { readonly kind: "item"; readonly step: 1 | -1 }
  | { readonly kind: "strike" }
  | { readonly kind: "add" }
  | { readonly kind: "save" }
  | { readonly kind: "reason" };

export interface PressedKey {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

export interface KeyPlace {
  readonly mode: "reading" | "picking" | "editing";
  /** Where the focus is: in a text field or a dialog every key belongs to it. */
  readonly focus: "page" | "button" | "field" | "dialog";
}

const READING: Record<string, KeyAction> = {
  a: { kind: "agree" },
  enter: { kind: "agree" },
  x: { kind: "wrong" },
  " ": { kind: "skip" },
  j: { kind: "unit", step: 1 },
  k: { kind: "unit", step: -1 },
  arrowdown: { kind: "unit", step: 1 },
  arrowup: { kind: "unit", step: -1 },
};

const PICKING: Record<string, KeyAction> = {
  "1": { kind: "pick", step: 0 },
  "2": { kind: "pick", step: 1 },
  "3": { kind: "pick", step: 2 },
  r: { kind: "reason" },
};

const EDITING: Record<string, KeyAction> = {
  enter: { kind: "save" },
  i: { kind: "add" },
  delete: { kind: "strike" },
  j: { kind: "item", step: 1 },
  k: { kind: "item", step: -1 },
  arrowdown: { kind: "item", step: 1 },
  arrowup: { kind: "item", step: -1 },
  r: { kind: "reason" },
};

const ANYWHERE: Record<string, KeyAction> = {
  z: { kind: "undo" },
  e: { kind: "evidence" },
  c: { kind: "comment" },
  "?": { kind: "help" },
  escape: { kind: "back" },
};

const NOT_IN_EDITOR: Record<string, KeyAction> = {
  s: { kind: "flip" },
  t: { kind: "target" },
  arrowright: { kind: "turn", step: 1 },
  arrowleft: { kind: "turn", step: -1 },
};

/** Actions that moving through the page may repeat while a key is held; a held `a` must never answer item after item. */
const REPEATABLE: ReadonlySet<KeyAction["kind"]> = new Set(["unit", "turn", "item", "evidence"]);

/** The action of a key press, or null where the key is not ours. `Backspace` is never ours. */
export function keyAction(pressed: PressedKey, place: KeyPlace): KeyAction | null {
  if (place.focus === "field" || place.focus === "dialog" || pressed.isComposing || pressed.altKey) return null;
  const key = latinKey(pressed);
  if (pressed.ctrlKey || pressed.metaKey) {
    return key === "z" && !pressed.shiftKey && !pressed.repeat ? { kind: "undo" } : null;
  }
  if (pressed.shiftKey && key !== "?") return null;
  // Enter and Space press the button that has the focus; anything else would surprise who moves by Tab.
  if (place.focus === "button" && (key === "enter" || key === " ")) return null;
  const byMode = place.mode === "reading" ? READING : place.mode === "picking" ? PICKING : EDITING;
  const action = byMode[key] ?? ANYWHERE[key] ?? (place.mode === "editing" ? undefined : NOT_IN_EDITOR[key]);
  if (action === undefined || (pressed.repeat && !REPEATABLE.has(action.kind))) return null;
  return action;
}

/** The letter printed on a Latin keyboard at that place, where the layout in use types another script. */
function latinKey({ key, code }: PressedKey): string {
  const isLatin = /^[\u0020-\u007e]$/.test(key) || key.length > 1;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place !== undefined && (!isLatin || key === "Process" || key === "Dead")) return place.toLowerCase();
  return key.toLowerCase();
}
