"use client";

import type { CommandName } from "@/components/review/key-map";
import { useCaps } from "@/components/review/keys-context";
import { KeyCap } from "@/components/ui/key-cap";

/** The key of a command as this person has it; nothing where it has none. */
export function CommandCap({ name }: { readonly name: CommandName }) {
  const cap = useCaps()(name);
  return cap === undefined ? null : <KeyCap>{cap}</KeyCap>;
}
