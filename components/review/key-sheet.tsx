"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import {
  bindingsWith,
  COMMAND_NAMES,
  type CommandName,
  changedBindings,
  DEFAULT_KEYS,
} from "@/components/review/key-map";
import { KeyRow } from "@/components/review/key-row";
import type { OwnKeys } from "@/components/review/use-own-keys";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { KeyCap } from "@/components/ui/key-cap";
import { Notice } from "@/components/ui/notice";

/** Commands by what one is doing when one looks for them. */
const GROUPS = {
  answer: ["agree", "wrong", "flip", "skip", "undo", "rest_is_fine", "comment", "bookmark"],
  pick: ["pick_first", "pick_second", "pick_third", "reason_first", "reason_second", "reason_third", "reason_fourth"],
  move: ["next_unit", "previous_unit", "next_turn", "previous_turn", "evidence"],
  items: ["target", "strike", "add", "save"],
  page: ["help"],
} as const satisfies Record<string, readonly CommandName[]>;

const GROUP_NAMES = Object.keys(GROUPS) as readonly (keyof typeof GROUPS)[];

/** All keys of the review screen, and the place to change them. */
export function KeySheet({
  isOpen,
  onOpenChange,
  own,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly own: OwnKeys;
}) {
  const t = useTranslations("review.keys");
  const [listening, setListening] = useState<CommandName | null>(null);
  const changedCount = Object.keys(changedBindings(own.keys)).length;
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        setListening(null);
        onOpenChange(open);
      }}
      title={t("title")}
      description={t("description")}
      wide
      footer={
        <Button disabledReason={changedCount === 0 ? t("unchanged") : null} onClick={() => own.change(DEFAULT_KEYS)}>
          {t("reset")}
        </Button>
      }
    >
      {own.problem === null ? null : (
        <Notice tone="error" title={t("notSaved")} className="mb-4">
          {own.problem}
        </Notice>
      )}
      <div className="columns-1 gap-8 phone:columns-2">
        {GROUP_NAMES.map((group) => (
          <section key={group} aria-labelledby={`keys-${group}`} className="mb-5 break-inside-avoid">
            <h3 id={`keys-${group}`} className="mb-1 text-label font-[600] text-text-3">
              {t(`groups.${group}`)}
            </h3>
            <ul className="flex flex-col">
              {GROUPS[group].map((name) => (
                <KeyRow
                  key={name}
                  name={name}
                  keys={own.keys}
                  isListening={listening === name}
                  onListen={(isListening) => setListening(isListening ? name : null)}
                  onKey={(key, takenFrom) => {
                    setListening(null);
                    own.change(withKey(own.keys, name, key, takenFrom));
                  }}
                />
              ))}
            </ul>
          </section>
        ))}
        <section aria-labelledby="keys-fixed" className="mb-5 break-inside-avoid">
          <h3 id="keys-fixed" className="mb-1 text-label font-[600] text-text-3">
            {t("groups.fixed")}
          </h3>
          <p className="flex min-h-8 items-center justify-between gap-3 text-control text-text-2">
            {t("fixed.undo")}
            <KeyCap>Ctrl Z</KeyCap>
          </p>
          <p className="flex min-h-8 items-center justify-between gap-3 text-control text-text-2">
            {t("fixed.back")}
            <KeyCap>Esc</KeyCap>
          </p>
        </section>
      </div>
    </Dialog>
  );
}

/** `name` gets this one key; who had it keeps its others. */
function withKey(
  keys: OwnKeys["keys"],
  name: CommandName,
  key: string,
  takenFrom: CommandName | null,
): OwnKeys["keys"] {
  const changed: Record<string, readonly string[]> = Object.fromEntries(
    COMMAND_NAMES.map((other) => [other, other === takenFrom ? keys[other].filter((one) => one !== key) : keys[other]]),
  );
  return bindingsWith({ ...changed, [name]: [key] });
}
