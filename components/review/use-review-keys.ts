import { useEffect, useEffectEvent } from "react";
import { type KeyPlace, keyAction } from "@/components/review/key-action";
import type { KeyAction, KeyBindings, KeyMode } from "@/components/review/key-map";

/** Listens to the whole page and passes on what a key asks for. */
export function useReviewKeys(
  mode: KeyMode,
  keys: KeyBindings,
  isEnabled: boolean,
  act: (action: KeyAction) => void,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const action = keyAction(event, { mode, focus: focusOf(event.target) }, keys);
    if (action === null) return;
    event.preventDefault();
    act(action);
  });
  useEffect(() => {
    if (!isEnabled) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [isEnabled]);
}

function focusOf(target: EventTarget | null): KeyPlace["focus"] {
  // A dialog takes all keys wherever the focus stands: what lies behind it must not answer.
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return "dialog";
  if (!(target instanceof HTMLElement)) return "page";
  if (target.isContentEditable || target.closest("input, textarea, select, [role=combobox]") !== null) return "field";
  return target.closest("button, a[href], summary, [role=tab], [role=button]") === null ? "page" : "button";
}
