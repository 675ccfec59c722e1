/**
 * What kind of refusal an error is; the doorways map it: exit code on the command line, status over HTTP.
 * - invalid: the input is wrong; says what, where and what to do (exit 2, HTTP 400)
 * - unauthenticated / forbidden: nobody is signed in / this person may not (401 / 403)
 * - missing: no such thing, or none that this person may know of (404)
 * - conflict: the state has moved on (409)
 * - unavailable: something the person can wait for or start (503)
 */
export type AppErrorKind = "invalid" | "unauthenticated" | "forbidden" | "missing" | "conflict" | "unavailable";

/** An error whose message is written for the person who reads it: what happened, what was kept, what to do. */
export class AppError extends Error {
  readonly kind: AppErrorKind;

  constructor(kind: AppErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AppError";
    this.kind = kind;
  }
}
