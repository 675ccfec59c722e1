import { expect, test, vi } from "vitest";
import { nameStatement } from "@/lib/db/client";

const MARKED = "/* prepared */ SELECT 1";

test("a marked statement has one name in every bundle of the server, and others have none", async () => {
  nameStatement({ sql: "/* prepared */ SELECT 2" });
  const name = nameStatement({ sql: MARKED });
  vi.resetModules();
  const copy = await import("@/lib/db/client");
  expect(copy.nameStatement).not.toBe(nameStatement);
  expect(copy.nameStatement({ sql: MARKED })).toBe(name);
  expect(name).not.toBe(nameStatement({ sql: `${MARKED}, 3` }));
  expect(name.length).toBeLessThan(64);
  expect(nameStatement({ sql: "SELECT 1" })).toBe("");
});
