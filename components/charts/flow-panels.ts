export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

export interface PanelPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * Places panels side by side in their order, and below where the next one no longer fits into `width`. A row is as high
 * as its highest panel. All in px.
 */
export function flowPanels(
  panels: readonly PanelSize[],
  width: number,
  gap: { readonly x: number; readonly y: number },
): { readonly places: readonly PanelPlace[]; readonly height: number } {
  const places: PanelPlace[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  for (const panel of panels) {
    if (x > 0 && x + panel.width > width) {
      x = 0;
      y += rowHeight + gap.y;
      rowHeight = 0;
    }
    places.push({ x, y });
    x += panel.width + gap.x;
    rowHeight = Math.max(rowHeight, panel.height);
  }
  return { places, height: y + rowHeight };
}
