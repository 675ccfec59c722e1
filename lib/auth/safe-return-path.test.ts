import { describe, expect, it } from "vitest";
import { safeReturnPath } from "@/lib/auth/safe-return-path";

describe("safeReturnPath", () => {
  it.each([
    ["/", "/"],
    ["/projects/1/review?turn=2#grade", "/projects/1/review?turn=2#grade"],
    [undefined, "/"],
    [["/a", "/b"], "/"],
    ["projects", "/"],
    ["//evil.example", "/"],
    ["/.//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
  ])("%j → %s", (next, path) => {
    expect(safeReturnPath(next)).toBe(path);
  });
});
