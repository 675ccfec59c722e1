"use client";

import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** Below this a chart scrolls rather than shrink its text, px. */
const LEAST_WIDTH = 240;
const FIRST_WIDTH = 640;

/** The width that a chart has, px: charts are drawn to it, so that their text keeps its size on a phone. */
export function useChartWidth(): { readonly frame: RefObject<HTMLDivElement | null>; readonly width: number } {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setWidth(Math.max(LEAST_WIDTH, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}
