import { expect, it } from "vitest";
import { readRetryAfter } from "@/lib/llm/read-retry-after";

const NOW = new Date("2026-01-01T00:00:00Z");

it.each([
  [{ "retry-after": "2" }, 2_000],
  [{ "retry-after": "0.25" }, 250],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
  // A date that has passed asks for nothing.
  [{ "retry-after": "Wed, 31 Dec 2025 23:59:00 GMT" }, 0],
  [{ "retry-after-ms": "1500", "retry-after": "60" }, 1_500],
  [{ "retry-after": "1m30s" }, 90_000],
  [{ "retry-after": "120ms" }, 120],
  // A year is a mistake: an hour at most.
  [{ "retry-after": "31536000" }, 3_600_000],
  [{ "retry-after": "Fri, 01 Jan 2027 00:00:00 GMT" }, 3_600_000],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "-1" }, null],
  [{ "retry-after": "" }, null],
  [{}, null],
])("reads %j as %s", (headers, ms) => {
  expect(readRetryAfter(new Headers(headers as Record<string, string>), NOW)).toBe(ms);
});
