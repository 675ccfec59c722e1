import { describe, expect, it } from "vitest";
import { SlidingLimit } from "@/lib/auth/sliding-limit";

const RULE = { window: 60, max: 3 };

describe("SlidingLimit", () => {
  it("lets so many through in any window, says when the next one may come, and tells keys apart", () => {
    const limit = new SlidingLimit();
    for (const at of [0, 10_000, 20_000]) expect(limit.consume("ward", RULE, at).allowed).toBe(true);
    // The first leaves the window at 60 s.
    expect(limit.consume("ward", RULE, 21_500)).toEqual({ allowed: false, retryAfter: 39 });
    expect(limit.consume("other", RULE, 21_500).allowed).toBe(true);
    expect(limit.consume("ward", RULE, 59_999).allowed).toBe(false);
    expect(limit.consume("ward", RULE, 60_000).allowed).toBe(true);
    expect(limit.consume("ward", RULE, 60_001)).toEqual({ allowed: false, retryAfter: 10 });
  });

  it("never locks out people who come one after the other, however long that goes on", () => {
    const limit = new SlidingLimit();
    for (let at = 0; at < 3_600_000; at += 21_000) expect(limit.consume("ward", RULE, at).allowed).toBe(true);
  });

  it("counts only what it let through: knocking on does not lengthen the wait", () => {
    const limit = new SlidingLimit();
    for (let at = 0; at < 3; at += 1) limit.consume("ward", RULE, at);
    for (let at = 1_000; at < 60_000; at += 1_000) expect(limit.consume("ward", RULE, at).allowed).toBe(false);
    expect(limit.consume("ward", RULE, 60_002).allowed).toBe(true);
  });
});
