const MS = 1_000;
/** Keys remembered at once; beyond it those asked for longest ago are forgotten, so that made-up ones can't fill memory. */
const MOST_KEYS = 10_000;

/**
 * At most so many requests of a key in any window of time, for better-auth's `rateLimit.customStorage`. Its own counts on
 * for as long as requests keep coming, so that a ward whose people sign in one after the other was locked out. Held in
 * memory: each web process counts for itself, and a restart forgets.
 */
export class SlidingLimit {
  /** Times of the requests that were let through, ms, by key, oldest first. */
  readonly #passed = new Map<string, readonly number[]>();

  /** `window`: seconds. `now`: ms. `retryAfter`: seconds until one more is let through; null where this one is. */
  consume(
    key: string,
    { window, max }: { readonly window: number; readonly max: number },
    now: number,
  ): { readonly allowed: boolean; readonly retryAfter: number | null } {
    const recent = (this.#passed.get(key) ?? []).filter((at) => now - at < window * MS);
    const isAllowed = recent.length < max;
    this.#passed.delete(key);
    this.#passed.set(key, isAllowed ? [...recent, now] : recent);
    const oldest = this.#passed.keys().next();
    if (this.#passed.size > MOST_KEYS && !oldest.done) this.#passed.delete(oldest.value);
    if (isAllowed) return { allowed: true, retryAfter: null };
    const free = (recent[recent.length - max] ?? now) + window * MS;
    return { allowed: false, retryAfter: Math.max(1, Math.ceil((free - now) / MS)) };
  }
}
