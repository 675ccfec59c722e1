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
  | { readonly kind: "bookmark" }
  | { readonly kind: "rest" }
  | { readonly kind: "next" }
  | { readonly kind: "reason"; readonly at: 0 | 1 | 2 | 3 };

/**
 * Where a command can be given: while reading, answering before the grade is shown, looking at what the answer revealed,
 * picking a value, editing items.
 */
export type KeyMode = "reading" | "blind" | "revealed" | "picking" | "editing";

interface Command {
  /** What it does, by where it is given; nowhere else. */
  readonly actions: Readonly<Partial<Record<KeyMode, KeyAction>>>;
  /** Keys as {@link keyName} names them; the first is drawn on the button. */
  readonly keys: readonly string[];
}

const anywhere = (action: KeyAction) => ({
  reading: action,
  blind: action,
  revealed: action,
  picking: action,
  editing: action,
});
const notEditing = (action: KeyAction) => ({ reading: action, blind: action, revealed: action, picking: action });
const onCards = (action: KeyAction) => ({ blind: action, picking: action });
const whileChanging = (action: KeyAction) => ({ blind: action, picking: action, editing: action });

/** Everything a key can do, in the order of the list of keys. */
const COMMANDS = {
  agree: { actions: { reading: { kind: "agree" }, revealed: { kind: "agree" } }, keys: ["a", "Enter"] },
  wrong: { actions: { reading: { kind: "wrong" }, revealed: { kind: "wrong" } }, keys: ["x"] },
  pick_first: { actions: onCards({ kind: "pick", step: 0 }), keys: ["1"] },
  pick_second: { actions: onCards({ kind: "pick", step: 1 }), keys: ["2"] },
  pick_third: { actions: onCards({ kind: "pick", step: 2 }), keys: ["3"] },
  reason_first: { actions: whileChanging({ kind: "reason", at: 0 }), keys: ["4"] },
  reason_second: { actions: whileChanging({ kind: "reason", at: 1 }), keys: ["5"] },
  reason_third: { actions: whileChanging({ kind: "reason", at: 2 }), keys: ["6"] },
  reason_fourth: { actions: whileChanging({ kind: "reason", at: 3 }), keys: ["7"] },
  flip: { actions: { reading: { kind: "flip" }, picking: { kind: "flip" } }, keys: ["s"] },
  skip: { actions: { reading: { kind: "skip" }, blind: { kind: "skip" } }, keys: ["Space"] },
  undo: { actions: anywhere({ kind: "undo" }), keys: ["z"] },
  rest_is_fine: { actions: { reading: { kind: "rest" }, revealed: { kind: "rest" } }, keys: ["Shift+A"] },
  evidence: { actions: anywhere({ kind: "evidence" }), keys: ["e"] },
  next_unit: {
    actions: {
      reading: { kind: "unit", step: 1 },
      blind: { kind: "unit", step: 1 },
      revealed: { kind: "unit", step: 1 },
      editing: { kind: "item", step: 1 },
    },
    keys: ["ArrowDown", "j"],
  },
  previous_unit: {
    actions: {
      reading: { kind: "unit", step: -1 },
      blind: { kind: "unit", step: -1 },
      revealed: { kind: "unit", step: -1 },
      editing: { kind: "item", step: -1 },
    },
    keys: ["ArrowUp", "k"],
  },
  next_turn: { actions: notEditing({ kind: "turn", step: 1 }), keys: ["ArrowRight"] },
  previous_turn: { actions: notEditing({ kind: "turn", step: -1 }), keys: ["ArrowLeft"] },
  comment: { actions: anywhere({ kind: "comment" }), keys: ["c"] },
  bookmark: { actions: anywhere({ kind: "bookmark" }), keys: ["f"] },
  target: { actions: notEditing({ kind: "target" }), keys: ["t"] },
  strike: { actions: { editing: { kind: "strike" } }, keys: ["Delete"] },
  add: { actions: { editing: { kind: "add" } }, keys: ["i"] },
  save: { actions: { editing: { kind: "save" } }, keys: ["Enter"] },
  help: { actions: anywhere({ kind: "help" }), keys: ["?"] },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
export type KeyBindings = Readonly<Record<CommandName, readonly string[]>>;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

const commandOf = (name: CommandName): Command => COMMANDS[name];

/** What a person has changed, on top of what every keyboard starts with; names that aren't known are left out. */
export function bindingsWith(changed: Readonly<Record<string, readonly string[]>>): KeyBindings {
  const entries = COMMAND_NAMES.map((name) => [name, changed[name] ?? commandOf(name).keys] as const);
  return Object.fromEntries(entries) as Record<CommandName, readonly string[]>;
}

export const DEFAULT_KEYS: KeyBindings = bindingsWith({});

/** The commands whose keys differ from those of the beginning, as they are stored. */
export function changedBindings(keys: KeyBindings): Record<string, string[]> {
  const changed = COMMAND_NAMES.filter((name) => keys[name].join(" ") !== DEFAULT_KEYS[name].join(" "));
  return Object.fromEntries(changed.map((name) => [name, [...keys[name]]]));
}

/** The action of a named key in a mode, or null. */
export function actionAt(keys: KeyBindings, mode: KeyMode, key: string): KeyAction | null {
  const name = COMMAND_NAMES.find((other) => keys[other].includes(key) && commandOf(other).actions[mode] !== undefined);
  return name === undefined ? null : (commandOf(name).actions[mode] ?? null);
}

/**
 * The command that `key` would take from, were it given to `name`: one that can be given at the same time, or another
 * that was changed too, since the stored map has each key once. Null where the key is free.
 */
export function clashOf(keys: KeyBindings, name: CommandName, key: string): CommandName | null {
  const changed = changedBindings(keys);
  const clashing = COMMAND_NAMES.find(
    (other) =>
      other !== name &&
      keys[other].includes(key) &&
      (changed[other] !== undefined || canMeet(commandOf(name), commandOf(other))),
  );
  return clashing ?? null;
}

function canMeet(one: Command, other: Command): boolean {
  return Object.keys(one.actions).some((mode) => mode in other.actions);
}

/** Keys that stay what they are everywhere: leaving, moving the focus, and the two that other tools made dangerous. */
const NEVER: ReadonlySet<string> = new Set([
  "Escape",
  "Tab",
  "Shift+Tab",
  "Backspace",
  "Shift+Backspace",
  "Dead",
  "Process",
]);

export function isAssignable(key: string): boolean {
  return (
    !NEVER.has(key) && !/^(Shift\+)?(Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|Fn|OS|Unidentified)$/.test(key)
  );
}

export interface NamedKey {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}

/**
 * One name for a press: "a", "Shift+A", "Space", "ArrowUp", "?". A sign that needs Shift on this keyboard is named by
 * itself. Where the layout in use types another script, the letter printed at that place counts.
 */
export function keyName({ key, code, shiftKey }: NamedKey): string {
  const latin = latinLetter(key, code);
  if (latin !== null) return shiftKey ? `Shift+${latin.toUpperCase()}` : latin;
  if (key === " ") return shiftKey ? "Shift+Space" : "Space";
  if (key.length === 1) return key;
  return shiftKey ? `Shift+${key}` : key;
}

function latinLetter(key: string, code: string): string | null {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const isOtherScript = (key.length === 1 && !/^[\u0020-\u007e]$/.test(key)) || key === "Process" || key === "Dead";
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return isOtherScript && place !== undefined ? place.toLowerCase() : null;
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Delete: "Del",
};

/** How a key is drawn: "⇧ A", "↓", "Del". */
export function capOf(key: string): string {
  if (key.startsWith("Shift+")) return `⇧ ${capOf(key.slice("Shift+".length))}`;
  return CAPS[key] ?? key;
}
