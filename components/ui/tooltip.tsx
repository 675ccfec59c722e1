"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

/** A short word on hover or focus of `children`, which must be one element that takes a ref. */
export function Tooltip({
  label,
  side = "top",
  children,
}: {
  readonly label: ReactNode;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly children: ReactElement<Record<string, unknown>>;
}) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} delay={300} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-50">
          <BaseTooltip.Popup className="max-w-64 rounded-button bg-ink px-2 py-1 text-label text-on-ink">
            {label}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
