"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { type CommandName, capOf, clashOf, isAssignable, type KeyBindings, keyName } from "@/components/review/key-map";
import { classNames } from "@/components/ui/class-names";
import { KeyCap } from "@/components/ui/key-cap";

/** One command with its keys. Pressing it waits for the key it shall have; a key that is taken is taken only when confirmed. */
export function KeyRow({
  name,
  keys,
  isListening,
  onListen,
  onKey,
}: {
  readonly name: CommandName;
  readonly keys: KeyBindings;
  readonly isListening: boolean;
  readonly onListen: (isListening: boolean) => void;
  readonly onKey: (key: string, takenFrom: CommandName | null) => void;
}) {
  const t = useTranslations("review.keys");
  const [wanted, setWanted] = useState<{ readonly key: string; readonly clash: CommandName | null } | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isListening) setWanted(null);
  }, [isListening]);
  useEffect(() => {
    if (wanted?.clash) confirm.current?.focus();
  }, [wanted]);

  const listen = (event: KeyboardEvent) => {
    if (!isListening || wanted?.clash || event.key === "Tab") return;
    event.stopPropagation();
    if (/^(Shift|Control|Alt|AltGraph|Meta|CapsLock)$/.test(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") {
      onListen(false);
      return;
    }
    const key = keyName(event.nativeEvent);
    if (!isAssignable(key) || event.ctrlKey || event.metaKey || event.altKey) {
      setWanted({ key, clash: null });
      return;
    }
    const clash = clashOf(keys, name, key);
    if (clash === null) onKey(key, null);
    else setWanted({ key, clash });
  };
  const label = t(`commands.${name}`);
  return (
    <li className="border-line not-first:border-t">
      <button
        type="button"
        aria-label={t("change", { command: label, keys: keys[name].map(capOf).join(", ") || t("none") })}
        aria-pressed={isListening}
        onClick={() => onListen(!isListening)}
        onKeyDown={listen}
        className={classNames(
          "flex min-h-8 w-full items-center justify-between gap-3 rounded-button px-1 py-1 text-left text-control hover:bg-hover max-wide:min-h-11",
          isListening && "bg-hover",
        )}
      >
        <span className="text-text-2">{label}</span>
        <span className="flex shrink-0 gap-1">
          {isListening ? (
            <span className="text-label font-[560] text-text">{t("press")}</span>
          ) : keys[name].length === 0 ? (
            <span className="text-label text-text-3">{t("none")}</span>
          ) : (
            keys[name].map((key) => <KeyCap key={key}>{capOf(key)}</KeyCap>)
          )}
        </span>
      </button>
      {isListening && wanted !== null ? (
        <div role="status" className="flex items-center justify-between gap-3 px-1 pb-2 text-label text-wrong">
          {wanted.clash === null
            ? t("cannot", { key: capOf(wanted.key) })
            : t("taken", { key: capOf(wanted.key), command: t(`commands.${wanted.clash}`) })}
          {wanted.clash === null ? null : (
            <button
              ref={confirm}
              type="button"
              onClick={() => onKey(wanted.key, wanted.clash)}
              className="min-h-6 shrink-0 rounded-button px-1 font-[560] text-text underline underline-offset-2 max-wide:min-h-11"
            >
              {t("takeIt")}
            </button>
          )}
        </div>
      ) : null}
    </li>
  );
}
