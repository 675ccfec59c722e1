import { existsSync, readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { keyMapRequests } from "@/lib/queries/key-map-contract";
import { reviewRequests } from "@/lib/queries/review-contract";

afterEach(() => {
  vi.unstubAllGlobals();
});

const input = { idempotencyKey: "a key of the browser", trajectoryId: "t", activeMs: 1, units: [] };

test.each<[string, () => Promise<unknown>]>([
  ["stillHere", () => reviewRequests.stillHere("p")],
  ["agreeWeakly", () => reviewRequests.agreeWeakly("p", input)],
  ["withdrawWeakAgreement", () => reviewRequests.withdrawWeakAgreement("p", "act", { activeMs: 1 })],
  ["bookmarks", () => reviewRequests.bookmarks("p")],
  ["setBookmark", () => reviewRequests.setBookmark("p", { turnId: "t", isSet: true })],
  ["agreement", () => reviewRequests.agreement("p")],
  ["load keys", () => keyMapRequests.load()],
  ["save keys", () => keyMapRequests.save({ bindings: {} })],
])("%s asks a route that there is", async (_name, ask) => {
  const asked: { path: string; method: string }[] = [];
  vi.stubGlobal("fetch", (path: string, init: { method: string }) => {
    asked.push({ path, method: init.method });
    return Promise.resolve(Response.json({ error: "Only its address is looked at." }, { status: 404 }));
  });
  await expect(ask()).rejects.toThrow("Only its address");
  const [{ path, method } = { path: "", method: "" }] = asked;
  const folder = path.replace("/p/", "/[projectId]/").replace("/act/", "/[actId]/");
  const file = `app${folder}/route.ts`;
  expect(existsSync(file), file).toBe(true);
  expect(readFileSync(file, "utf8")).toContain(`export const ${method} =`);
});
