"use client";

import { useTranslations } from "use-intl";
import { Dialog } from "@/components/ui/dialog";
import { KeyCap } from "@/components/ui/key-cap";

const KEYS = [
  ["agree", ["a", "Enter"]],
  ["wrong", ["x"]],
  ["pick", ["1", "2", "3"]],
  ["flip", ["s"]],
  ["skip", ["Space"]],
  ["undo", ["z", "Ctrl Z"]],
  ["evidence", ["e"]],
  ["unit", ["k", "j", "↑", "↓"]],
  ["turn", ["←", "→"]],
  ["comment", ["c"]],
  ["target", ["t"]],
  ["strike", ["Delete"]],
  ["add", ["i"]],
  ["save", ["Enter"]],
  ["reason", ["r"]],
  ["back", ["Esc"]],
  ["help", ["?"]],
] as const;

/** All keys of the review screen. */
export function KeySheet({
  isOpen,
  onOpenChange,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}) {
  const t = useTranslations("review.keys");
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange} title={t("title")} description={t("description")}>
      <dl className="flex flex-col gap-1.5 text-control">
        {KEYS.map(([name, caps]) => (
          <div key={name} className="grid grid-cols-[132px_minmax(0,1fr)] items-center gap-3">
            <dt className="flex gap-1">
              <span className="sr-only">{caps.join(", ")}</span>
              {caps.map((cap) => (
                <KeyCap key={cap}>{cap}</KeyCap>
              ))}
            </dt>
            <dd className="text-text-2">{t(name)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
