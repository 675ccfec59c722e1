"use client";

import { createContext, type ReactNode, useContext } from "react";
import { type CommandName, capOf, DEFAULT_KEYS, type KeyBindings } from "@/components/review/key-map";

const KeysContext = createContext<KeyBindings>(DEFAULT_KEYS);

/** The keys of the person who looks, for everything that draws one. */
export function KeysProvider({ keys, children }: { readonly keys: KeyBindings; readonly children: ReactNode }) {
  return <KeysContext value={keys}>{children}</KeysContext>;
}

/** How the first key of each command is drawn; undefined where the person gave it none. */
export function useCaps(): (name: CommandName) => string | undefined {
  const keys = useContext(KeysContext);
  return (name) => {
    const [first] = keys[name];
    return first === undefined ? undefined : capOf(first);
  };
}
