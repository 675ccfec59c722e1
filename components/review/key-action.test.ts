import { describe, expect, it } from "vitest";
import { type KeyPlace, keyAction, type PressedKey } from "@/components/review/key-action";
import {
  bindingsWith,
  COMMAND_NAMES,
  capOf,
  changedBindings,
  clashOf,
  DEFAULT_KEYS,
  isAssignable,
} from "@/components/review/key-map";

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

describe("keys", () => {
  it("of the beginning clash nowhere and can all be assigned", () => {
    for (const name of COMMAND_NAMES) {
      for (const key of DEFAULT_KEYS[name])
        expect([name, key, clashOf(DEFAULT_KEYS, name, key)]).toEqual([name, key, null]);
    }
    expect(
      Object.values(DEFAULT_KEYS)
        .flat()
        .filter((key) => !isAssignable(key)),
    ).toEqual([]);
  });

  it("clash where one key would give two commands at once, not where the modes differ", () => {
    expect(clashOf(DEFAULT_KEYS, "wrong", "a")).toBe("agree");
    expect(clashOf(DEFAULT_KEYS, "strike", "x")).toBeNull();
    expect(clashOf(DEFAULT_KEYS, "undo", "i")).toBe("add");
    expect(clashOf(DEFAULT_KEYS, "wrong", "x")).toBeNull();
  });

  it("are stored where they differ from the beginning, each key once", () => {
    const keys = bindingsWith({ agree: ["g"], wrong: ["x"], flip: [], unknown: ["q"] });
    expect(changedBindings(keys)).toEqual({ agree: ["g"], flip: [] });
    expect(clashOf(keys, "strike", "g")).toBe("agree");
  });

  it.each(["Backspace", "Tab", "Escape", "Shift", "Meta"])("never takes %s", (key) => {
    expect(isAssignable(key)).toBe(false);
  });

  it("are drawn short", () => {
    expect(["Shift+A", "ArrowDown", "Delete", "q"].map(capOf)).toEqual(["⇧ A", "↓", "Del", "q"]);
  });
});

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
    ["f", { kind: "bookmark" }],
    ["Escape", { kind: "back" }],
    ["1", null],
    ["4", null],
    ["Backspace", null],
    ["Delete", null],
    ["i", null],
    ["q", null],
  ])("reading: %s", (key, action) => {
    expect(keyAction(press(key), page)).toEqual(action);
  });

  it.each([
    ["2", { kind: "pick", step: 1 }],
    ["5", { kind: "reason", at: 1 }],
    ["a", null],
    [" ", null],
    ["Escape", { kind: "back" }],
  ])("picking: %s", (key, action) => {
    expect(keyAction(press(key), { mode: "picking", focus: "page" })).toEqual(action);
  });

  it.each([
    ["3", { kind: "pick", step: 2 }],
    [" ", { kind: "skip" }],
    ["j", { kind: "unit", step: 1 }],
    ["a", null],
    ["x", null],
    ["s", null],
  ])("before the grade is shown: %s", (key, action) => {
    expect(keyAction(press(key), { mode: "blind", focus: "page" })).toEqual(action);
  });

  it("takes a capital as the rest of the trajectory, never as the letter", () => {
    expect(keyAction(press("A", { shiftKey: true }), page)).toEqual({ kind: "rest" });
    expect(keyAction(press("X", { shiftKey: true }), page)).toBeNull();
    expect(keyAction(press("A", { shiftKey: true }), { mode: "blind", focus: "page" })).toBeNull();
  });

  it("follows a person's own keys, and the old ones are free", () => {
    const keys = bindingsWith({ agree: ["g"], skip: ["Shift+Enter"] });
    expect(keyAction(press("g"), page, keys)).toEqual({ kind: "agree" });
    expect(keyAction(press("a"), page, keys)).toBeNull();
    expect(keyAction(press("Enter", { shiftKey: true }), page, keys)).toEqual({ kind: "skip" });
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
    expect(keyAction(press("Ф", { code: "KeyA", shiftKey: true }), page)).toEqual({ kind: "rest" });
  });
});
