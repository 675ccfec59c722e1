import { chromium, type Page } from "@playwright/test";
import { ensureBrowser } from "@/bin/find-browser.mjs";

/** Between an item's paint and the next key, ms: nobody reads faster. */
const PAUSE_MS = 400;
const ITEM_MS = 30_000;

/**
 * Answers so many items with the key for “grade is right” and returns the milliseconds of each: from the key's event
 * (its time stamp, before any handler) to after the frame that shows another item with its turn's text.
 */
export async function readByKey(input: {
  readonly url: string;
  readonly cookie: string;
  readonly keys: number;
}): Promise<number[]> {
  const [name = "", value = ""] = input.cookie.split("=");
  const browser = await chromium.launch(ensureBrowser() ?? {});
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    // With a path, the cookie would be for that path alone.
    await context.addCookies([{ name, value, url: new URL(input.url).origin }]);
    const page = await context.newPage();
    // What compiles the benchmark keeps the names of functions by a helper that the page lacks.
    await page.addInitScript("globalThis.__name = (named) => named;");
    await page.addInitScript(watchKeys);
    await page.goto(input.url);
    await page.locator("#highlighted-unit").waitFor();
    const times: number[] = [];
    for (let key = 0; key < input.keys; key += 1) {
      await page.waitForTimeout(PAUSE_MS);
      await page.keyboard.press("a");
      times.push(await paintTime(page));
    }
    await page.locator("[role=status][aria-busy=false]").filter({ hasText: "All saved" }).waitFor();
    return times;
  } finally {
    await browser.close();
  }
}

async function paintTime(page: Page): Promise<number> {
  const handle = await page.waitForFunction(
    () => (window as unknown as { keyToPaintMs: number | null }).keyToPaintMs,
    undefined,
    { timeout: ITEM_MS, polling: 50 },
  );
  const ms = await handle.jsonValue();
  if (ms === null) throw new Error("No item followed the key.");
  return ms;
}

/** Runs in the page, by itself: it can use nothing from outside. */
function watchKeys(): void {
  const shared = window as unknown as { keyToPaintMs: number | null };
  // The item in view: the name of its announcement and the text of its turn. Null while something still loads.
  const itemInView = (): string | null => {
    const announcement = document.querySelector("[data-announcement]")?.getAttribute("data-announcement") ?? "";
    const unit = document.querySelector("#highlighted-unit")?.textContent ?? "";
    const turn = document.querySelector("[aria-labelledby=expert-turn]")?.textContent ?? "";
    return unit === "" || turn === "" ? null : [announcement, unit, turn].join("\n");
  };
  window.addEventListener(
    "keydown",
    (event) => {
      const before = itemInView();
      shared.keyToPaintMs = null;
      const look = () => {
        const now = itemInView();
        if (now === null || now === before) {
          requestAnimationFrame(look);
          return;
        }
        // A message that is posted in a frame's callback arrives once that frame has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          shared.keyToPaintMs = performance.now() - event.timeStamp;
          port1.close();
        };
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
}
