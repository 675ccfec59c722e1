import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

/** Chromium's own background traffic stalls where the network is closed, and root needs --no-sandbox. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function present() {
  const own = chromium.executablePath();
  return [process.env.SECOND_OPINION_BROWSER, ...INSTALLED, own].find((file) => file && existsSync(file)) ?? null;
}

/** Playwright launch options for whichever Chromium is there; null where none is. */
export function findBrowser() {
  const executablePath = present();
  if (executablePath === null) return null;
  const root = process.getuid?.() === 0;
  return { executablePath, args: root ? ["--no-sandbox", ...FLAGS] : FLAGS };
}

/** The same, after installing one where none is: Playwright's own, else Debian's. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found !== null) return found;
  process.stderr.write("No Chromium here: installing one\n");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const options = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
    if (present() !== null) return findBrowser();
  }
  spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], {
    stdio: ["ignore", 2, 2],
  });
  const installed = findBrowser();
  if (installed === null) {
    process.stderr.write(
      "No browser could be installed. Install Chromium or Chrome, or name one in SECOND_OPINION_BROWSER.\n",
    );
    process.exit(1);
  }
  return installed;
}
