import { describe, expect, it } from "vitest";
import { type KeyPlace, keyAction, type PressedKey } from "@/components/review/key-action";

const page: KeyPlace = { mode: "reading", focus: "page" };
function press(key: string, changed: Partial<PressedKey> = {}): PressedKey {
  return {
    key,
    code: "",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    repeat: false,
    isComposing: false,
    ...changed,
  };
}

describe("keyAction", () => {
  it.each([
    ["a", { kind: "agree" }],
    ["Enter", { kind: "agree" }],
    ["x", { kind: "wrong" }],
    ["s", { kind: "flip" }],
    [" ", { kind: "skip" }],
    ["z", { kind: "undo" }],
    ["e", { kind: "evidence" }],
    ["j", { kind: "unit", step: 1 }],
    ["ArrowUp", { kind: "unit", step: -1 }],
    ["ArrowLeft", { kind: "turn", step: -1 }],
    ["Escape", { kind: "back" }],
    ["1", null],
    ["Backspace", null],
    ["Delete", null],
    ["i", null],
    ["q", null],
  ])("reading: %s", (key, action) => {
    expect(keyAction(press(key), page)).toEqual(action);
  });

  it.each([
    ["2", { kind: "pick", step: 1 }],
    ["a", null],
    [" ", null],
    ["Escape", { kind: "back" }],
  ])("picking: %s", (key, action) => {
    expect(keyAction(press(key), { mode: "picking", focus: "page" })).toEqual(action);
  });

  it.each([
    ["Delete", { kind: "strike" }],
    ["i", { kind: "add" }],
    ["Enter", { kind: "save" }],
    ["ArrowDown", { kind: "item", step: 1 }],
    ["ArrowLeft", null],
    ["s", null],
    ["Backspace", null],
  ])("editing: %s", (key, action) => {
    expect(keyAction(press(key), { mode: "editing", focus: "page" })).toEqual(action);
  });

  it("is dead in text fields and dialogs, while composing, and with modifier keys", () => {
    expect(keyAction(press("a"), { mode: "reading", focus: "field" })).toBeNull();
    expect(keyAction(press("z", { ctrlKey: true }), { mode: "reading", focus: "field" })).toBeNull();
    expect(keyAction(press("x"), { mode: "reading", focus: "dialog" })).toBeNull();
    expect(keyAction(press("a", { isComposing: true }), page)).toBeNull();
    expect(keyAction(press("a", { ctrlKey: true }), page)).toBeNull();
    expect(keyAction(press("a", { altKey: true }), page)).toBeNull();
    expect(keyAction(press("A", { shiftKey: true }), page)).toBeNull();
  });

  it("knows Ctrl+Z, ⌘Z and the question mark, which needs Shift", () => {
    expect(keyAction(press("z", { ctrlKey: true }), page)).toEqual({ kind: "undo" });
    expect(keyAction(press("z", { metaKey: true }), page)).toEqual({ kind: "undo" });
    expect(keyAction(press("?", { shiftKey: true }), page)).toEqual({ kind: "help" });
  });

  it("leaves Enter and Space to a focused button", () => {
    expect(keyAction(press(" "), { mode: "reading", focus: "button" })).toBeNull();
    expect(keyAction(press("Enter"), { mode: "reading", focus: "button" })).toBeNull();
    expect(keyAction(press("a"), { mode: "reading", focus: "button" })).toEqual({ kind: "agree" });
  });

  it("does not answer while a key is held, but walks", () => {
    expect(keyAction(press("a", { repeat: true }), page)).toBeNull();
    expect(keyAction(press("z", { repeat: true }), page)).toBeNull();
    expect(keyAction(press("j", { repeat: true }), page)).toEqual({ kind: "unit", step: 1 });
  });

  it("works under another script and with caps lock", () => {
    expect(keyAction(press("ф", { code: "KeyA" }), page)).toEqual({ kind: "agree" });
    expect(keyAction(press("Process", { code: "KeyX" }), page)).toEqual({ kind: "wrong" });
    expect(keyAction(press("A"), page)).toEqual({ kind: "agree" });
  });
});
