import { describe, expect, it } from "vitest";
import { SignInLimit, WRONG_PASSWORDS_ALLOWED, WRONG_PASSWORDS_WINDOW_MS } from "@/lib/auth/sign-in-limit";

function afterWrong(times: number): SignInLimit {
  const limit = new SignInLimit();
  for (let time = 0; time < times; time++) limit.recordWrong("ada@example.org", 1000 + time);
  return limit;
}

describe("SignInLimit", () => {
  it("lets the allowed number of wrong passwords pass, then makes that address wait for the rest of the window", () => {
    expect(afterWrong(WRONG_PASSWORDS_ALLOWED - 1).waitMs("ada@example.org", 2000)).toBe(0);
    const limit = afterWrong(WRONG_PASSWORDS_ALLOWED);
    // First wrong one at 1000, asked at 2000: the window has 1000 ms less to run.
    expect(limit.waitMs("ada@example.org", 2000)).toBe(WRONG_PASSWORDS_WINDOW_MS - 1000);
    expect(limit.waitMs("bob@example.org", 2000)).toBe(0);
  });

  it("forgets at the end of the window and after a right password", () => {
    expect(afterWrong(WRONG_PASSWORDS_ALLOWED).waitMs("ada@example.org", 1000 + WRONG_PASSWORDS_WINDOW_MS)).toBe(0);
    const limit = afterWrong(WRONG_PASSWORDS_ALLOWED);
    limit.recordRight("ada@example.org");
    expect(limit.waitMs("ada@example.org", 2000)).toBe(0);
  });
});
