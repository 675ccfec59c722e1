import { useSyncExternalStore } from "react";

/** The three layouts of the review screen; the edges are those of the breakpoints in globals.css. */
export type Viewport = "wide" | "column" | "phone";

const WIDE = "(min-width: 1024px)";
const PHONE = "(max-width: 639.98px)";

function subscribe(listener: () => void): () => void {
  const queries = [window.matchMedia(WIDE), window.matchMedia(PHONE)];
  for (const query of queries) query.addEventListener("change", listener);
  return () => {
    for (const query of queries) query.removeEventListener("change", listener);
  };
}

function read(): Viewport {
  if (window.matchMedia(WIDE).matches) return "wide";
  return window.matchMedia(PHONE).matches ? "phone" : "column";
}

/** Null on the server and for the first paint, where nothing is known of the window. */
export function useViewport(): Viewport | null {
  return useSyncExternalStore(subscribe, read, () => null);
}
