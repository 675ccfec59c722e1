/** Wrong passwords for one e-mail address before it has to wait. */
export const WRONG_PASSWORDS_ALLOWED = 10;
/** How long it waits, and how long wrong passwords are remembered, ms. */
export const WRONG_PASSWORDS_WINDOW_MS = 10 * 60_000;
/** Addresses remembered at once; beyond it the oldest are forgotten, so that made-up addresses can't fill memory. */
const MAX_ADDRESSES = 10_000;

type Wrong = { readonly count: number; readonly since: number };

/**
 * Slows the guessing of one person's password from many network addresses; the limit by network address is
 * better-auth's own. Held in memory: each web process counts for itself, and a restart forgets.
 * Times are in ms of the caller's clock.
 */
export class SignInLimit {
  readonly #wrong = new Map<string, Wrong>();

  /** Milliseconds until this address may try again; 0 where it may now. */
  waitMs(email: string, now: number): number {
    const wrong = this.#current(email, now);
    if (wrong === null || wrong.count < WRONG_PASSWORDS_ALLOWED) return 0;
    return wrong.since + WRONG_PASSWORDS_WINDOW_MS - now;
  }

  recordWrong(email: string, now: number): void {
    const wrong = this.#current(email, now);
    this.#wrong.delete(email);
    this.#wrong.set(email, { count: (wrong?.count ?? 0) + 1, since: wrong?.since ?? now });
    const oldest = this.#wrong.keys().next();
    if (this.#wrong.size > MAX_ADDRESSES && !oldest.done) this.#wrong.delete(oldest.value);
  }

  recordRight(email: string): void {
    this.#wrong.delete(email);
  }

  #current(email: string, now: number): Wrong | null {
    const wrong = this.#wrong.get(email);
    return wrong === undefined || now - wrong.since >= WRONG_PASSWORDS_WINDOW_MS ? null : wrong;
  }
}
