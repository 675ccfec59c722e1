"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import {
  addItem,
  closeAdding,
  differsFromGrade,
  type ItemEdit,
  openAdding,
  placeCursor,
  strikeItem,
} from "@/components/review/item-edit";
import { useCaps } from "@/components/review/keys-context";
import { textLanguage } from "@/components/review/text-language";
import type { ReviewUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import { KeyCap } from "@/components/ui/key-cap";

/** The items asked at one turn: strike what is not one, add what is missing, save. */
export function ItemEditor({
  review,
  unit,
  edit,
  hasKeys,
}: {
  readonly review: Review;
  /** Null while its grade is hidden: then any list is an answer, the empty one too. */
  readonly unit: ReviewUnit | null;
  readonly edit: ItemEdit;
  readonly hasKeys: boolean;
}) {
  const t = useTranslations("review.items");
  const g = useTranslations("review.grades");
  const p = useTranslations("review.pick");
  const caps = useCaps();
  const change = (next: ItemEdit) => review.dispatch({ kind: "mode_changed", mode: { kind: "editing", edit: next } });
  const leave = () => review.dispatch({ kind: "mode_changed", mode: { kind: "reading" } });
  return (
    <div>
      <div className="mb-1 flex min-h-6 items-center justify-between">
        <p className="text-body font-[600]">{t("title")}</p>
        <button
          type="button"
          onClick={leave}
          className="inline-flex min-h-6 items-center gap-2 text-control text-text-3 hover:text-text max-wide:min-h-11 max-wide:px-2"
        >
          {p("back")}
          {hasKeys ? <KeyCap>Esc</KeyCap> : null}
        </button>
      </div>
      {edit.items.length === 0 ? <p className="mb-2 text-control text-text-3">{t("none")}</p> : null}
      <ul className="mb-2 max-h-40 overflow-y-auto">
        {edit.items.map((item, index) => {
          const isCurrent = index === edit.cursor;
          const isChanged = item.struck || item.origin === "added";
          return (
            <li
              key={item.id}
              aria-current={isCurrent ? "true" : undefined}
              className={classNames(
                "grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-3 rounded-button px-2 text-control",
                isCurrent && "bg-hover shadow-[inset_0_0_0_1px_var(--color-line-strong)]",
              )}
            >
              <span
                lang={textLanguage(item.attribute)}
                className={classNames("py-1", isChanged ? "text-wrong" : "text-text-2", item.struck && "line-through")}
              >
                {item.attribute}
              </span>
              <span lang={textLanguage(item.value)} className={classNames("font-[560]", isChanged && "text-wrong")}>
                <span className={item.struck ? "line-through" : undefined}>{item.value}</span>
                {isChanged ? (
                  <span className="ml-2 text-label">{g(item.struck ? "struckByYou" : "addedByYou")}</span>
                ) : null}
              </span>
              <button
                type="button"
                aria-label={t(item.struck ? "restore" : "strike", { attribute: item.attribute })}
                aria-pressed={item.struck}
                onClick={() => change(strikeItem(placeCursor(edit, index)))}
                className="inline-flex min-h-7 min-w-11 items-center justify-end rounded-button px-1 text-label text-text-3 hover:text-text max-wide:min-h-11"
              >
                <KeyCap>{isCurrent && hasKeys ? (caps("strike") ?? "×") : item.struck ? "↺" : "×"}</KeyCap>
              </button>
            </li>
          );
        })}
      </ul>
      {edit.adding ? (
        <AddRow
          onAdd={(attribute, value) => change(addItem(edit, { attribute, value }))}
          onLeave={() => (edit.items.length === 0 ? leave() : change(closeAdding(edit)))}
        />
      ) : (
        <div className="flex gap-2">
          <Button
            variant="ink"
            size={hasKeys ? "regular" : "touch"}
            keyCap={hasKeys ? caps("save") : undefined}
            disabledReason={unit === null || differsFromGrade(edit) ? null : t("unchanged")}
            onClick={() => review.saveItems(unit, edit)}
          >
            {t("save")}
          </Button>
          <Button
            size={hasKeys ? "regular" : "touch"}
            keyCap={hasKeys ? caps("add") : undefined}
            onClick={() => change(openAdding(edit))}
          >
            {t("add")}
          </Button>
        </div>
      )}
    </div>
  );
}

function AddRow({
  onAdd,
  onLeave,
}: {
  readonly onAdd: (attribute: string, value: string) => void;
  readonly onLeave: () => void;
}) {
  const t = useTranslations("review.items");
  const [attribute, setAttribute] = useState("");
  const [value, setValue] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const add = () => {
    if (attribute.trim() === "") first.current?.focus();
    else if (value.trim() === "") second.current?.focus();
    else onAdd(attribute, value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") add();
    else onLeave();
  };
  return (
    <div className="flex gap-2">
      <Input
        ref={first}
        aria-label={t("attribute")}
        placeholder={t("attribute")}
        maxLength={200}
        value={attribute}
        onChange={(event) => setAttribute(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Input
        ref={second}
        aria-label={t("value")}
        placeholder={t("value")}
        maxLength={500}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Button className="phone:h-10!" onClick={add}>
        {t("addDone")}
      </Button>
    </div>
  );
}
