/** Adds up amounts over the last so many milliseconds, to hold callers to a limit and to see that it held. */
export class SlidingWindow {
  #entries: { at: number; amount: number }[] = [];
  #first = 0;
  #sum = 0;
  /** The largest sum that stood within one window. */
  most = 0;

  #forget(before: number): void {
    for (let entry = this.#entries[this.#first]; entry !== undefined && entry.at <= before; ) {
      this.#sum -= entry.amount;
      this.#first += 1;
      entry = this.#entries[this.#first];
    }
    if (this.#first > 1000) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /** How long until `amount` more stays within `limit`, ms; 0 where it does now. */
  waitFor(amount: number, limit: number, now: number, windowMs: number): number {
    this.#forget(now - windowMs);
    let excess = this.#sum + amount - limit;
    if (excess <= 0) return 0;
    for (const entry of this.#entries.slice(this.#first)) {
      excess -= entry.amount;
      if (excess <= 0) return entry.at + windowMs - now;
    }
    return windowMs;
  }

  add(amount: number, now: number, windowMs: number): void {
    this.#forget(now - windowMs);
    this.#entries.push({ at: now, amount });
    this.#sum += amount;
    this.most = Math.max(this.most, this.#sum);
  }
}
