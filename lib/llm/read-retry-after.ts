/** No endpoint holds its callers longer than this, ms: a wrong date must not stop a run for a year. */
const LONGEST_MS = 60 * 60 * 1000;

/** What a response's headers are asked for; `Headers` is one. */
export interface HeaderSource {
  get(name: string): string | null;
}

function clampMs(ms: number): number | null {
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_MS) : null;
}

/** "1s", "6m0s", "120ms", as the x-ratelimit-reset headers of vendors have it; ms. */
function readDuration(text: string): number | null {
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(text.trim());
  if (match === null || text.trim() === "") return null;
  const [, hours = "0", minutes = "0", seconds = "0", milliseconds = "0"] = match;
  return clampMs((Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000 + Number(milliseconds));
}

/**
 * How long the endpoint wants to be left alone, ms from `now`: `retry-after-ms`, else `Retry-After` in seconds or as an
 * HTTP date (RFC 9110, 10.2.3). Null where it does not say, or says what can't be read.
 */
export function readRetryAfter(headers: HeaderSource, now: Date): number | null {
  const milliseconds = headers.get("retry-after-ms")?.trim();
  if (milliseconds && /^\d+(\.\d+)?$/.test(milliseconds)) return clampMs(Number(milliseconds));
  const text = headers.get("retry-after")?.trim();
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return clampMs(Number(text) * 1000);
  const duration = readDuration(text);
  if (duration !== null) return duration;
  // Every form of an HTTP date names its month; without that, "-1" would be a year.
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : clampMs(Math.max(0, date - now.getTime()));
}
