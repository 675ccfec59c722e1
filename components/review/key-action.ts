import {
  actionAt,
  DEFAULT_KEYS,
  isAssignable,
  type KeyAction,
  type KeyBindings,
  type KeyMode,
  keyName,
} from "@/components/review/key-map";

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
  readonly mode: KeyMode;
  /** Where the focus is: in a text field or a dialog every key belongs to it. */
  readonly focus: "page" | "button" | "field" | "dialog";
}

/** Actions that moving through the page may repeat while a key is held; a held `a` must never answer item after item. */
const REPEATABLE: ReadonlySet<KeyAction["kind"]> = new Set(["unit", "turn", "item", "evidence"]);

/**
 * The action of a key press under a person's keys, or null where the key is not ours. `Backspace` is never ours; `Ctrl+Z`
 * and `Escape` are what they are everywhere.
 */
export function keyAction(pressed: PressedKey, place: KeyPlace, keys: KeyBindings = DEFAULT_KEYS): KeyAction | null {
  if (place.focus === "field" || place.focus === "dialog" || pressed.isComposing || pressed.altKey) return null;
  const key = keyName(pressed);
  if (pressed.ctrlKey || pressed.metaKey) return key === "z" && !pressed.repeat ? { kind: "undo" } : null;
  if (key === "Escape") return pressed.repeat ? null : { kind: "back" };
  // Enter and Space press the button that has the focus; anything else would surprise who moves by Tab.
  if (place.focus === "button" && (key === "Enter" || key === "Space")) return null;
  // What was revealed is left by the key that leaves everything; it must not be taken as "grade is right".
  if (place.mode === "revealed" && (key === "Enter" || key === "Space"))
    return pressed.repeat ? null : { kind: "next" };
  if (!isAssignable(key)) return null;
  const action = actionAt(keys, place.mode, key);
  if (action === null || (pressed.repeat && !REPEATABLE.has(action.kind))) return null;
  return action;
}
