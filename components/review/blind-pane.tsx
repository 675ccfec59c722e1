"use client";

import { EyeOff } from "lucide-react";
import type { Ref } from "react";
import { useTranslations } from "use-intl";
import { BlindCard } from "@/components/review/blind-card";
import type { BlindUnit, UnitGroup } from "@/components/review/use-place";
import { type Review, unitsInOrder } from "@/components/review/use-review";
import type { Viewport } from "@/components/review/use-viewport";
import { Tag } from "@/components/ui/tag";

/** A turn whose grade is hidden until the reader has answered: everything of it is hatched over. */
export function BlindPane({
  review,
  group,
  blind,
  viewport,
  focusRef,
}: {
  readonly review: Review;
  readonly group: UnitGroup;
  readonly blind: BlindUnit;
  readonly viewport: Viewport;
  readonly focusRef: Ref<HTMLElement>;
}) {
  const t = useTranslations("review.blind");
  const marks = useTranslations("marks");
  const title = t(
    blind.criterion === "decision" ? "titleLabel" : blind.criterion === "extraction" ? "titleItems" : "title",
  );
  const head = (
    <header className="flex min-h-12 shrink-0 items-center justify-between gap-3">
      <h2 id="grades" className="text-body font-[600]">
        {title}
      </h2>
      <Tag tone="strong" icon={EyeOff}>
        {t("tag")}
      </Tag>
    </header>
  );
  if (viewport !== "wide") {
    return (
      <section
        ref={focusRef}
        tabIndex={-1}
        aria-labelledby="grades"
        className="max-h-[60dvh] shrink-0 overflow-y-auto border-line-strong border-t bg-surface px-4 pb-4 shadow-act outline-none phone:px-6"
      >
        {head}
        <BlindCard review={review} blind={blind} viewport={viewport} />
      </section>
    );
  }
  return (
    <aside aria-labelledby="grades" className="flex min-h-0 flex-col overflow-y-auto border-line border-l bg-page">
      <div className="border-line border-b bg-surface px-6">{head}</div>
      <div className="shrink-0 border-line border-b bg-surface">
        {unitsInOrder(group).map((unit) =>
          unit.unitId === blind.unitId ? (
            <section
              key={unit.unitId}
              ref={focusRef}
              tabIndex={-1}
              aria-labelledby="highlighted-unit"
              className="mx-3 my-1 rounded-card border-[1.5px] border-ink bg-surface px-4 pt-3 pb-2 shadow-act outline-none"
            >
              <h3 id="highlighted-unit" className="mb-1 text-control font-[600]">
                {marks(`criterion.${unit.criterion}`)}
              </h3>
              <BlindCard review={review} blind={blind} viewport={viewport} />
            </section>
          ) : (
            <HiddenRow key={unit.unitId} unit={unit} />
          ),
        )}
      </div>
      <div className="flex flex-col gap-4 px-6 py-4 text-control leading-[21px] text-text-2">
        <section>
          <h3 className="text-label font-[600]">{t("itemTitle")}</h3>
          <p className="mt-1">{t("item")}</p>
        </section>
        <section>
          <h3 className="text-label font-[600]">{t("whyTitle")}</h3>
          <p className="mt-1">{t("why")}</p>
        </section>
      </div>
    </aside>
  );
}

/** A unit of which nothing may be seen yet. */
export function HiddenRow({ unit }: { readonly unit: BlindUnit }) {
  const t = useTranslations("review.blind");
  const marks = useTranslations("marks");
  return (
    <section className="grid min-h-12 grid-cols-[98px_minmax(0,1fr)_auto] items-center border-line px-6 not-first:border-t">
      <h3 className="text-control text-text-2">{marks(`criterion.${unit.criterion}`)}</h3>
      <span aria-hidden="true" className="hatched h-5 w-3/5 rounded-tag border border-line" />
      <span className="pl-2 text-label text-text-3">{t("hidden")}</span>
    </section>
  );
}
