/**
 * What kind of refusal an error is; the doorways map it: exit code on the command line, status over HTTP.
 * - invalid: the input is wrong; says what, where and what to do (exit 2, HTTP 400)
 * - unauthenticated / forbidden: nobody is signed in / this person may not (401 / 403)
 * - missing: no such thing, or none that this person may know of (404)
 * - conflict: the state has moved on (409)
 * - unavailable: something the person can wait for or start (503)
 */
export type AppErrorKind = "invalid" | "unauthenticated" | "forbidden" | "missing" | "conflict" | "unavailable";

/**
 * What a program does with a refusal of an answer, beside showing its sentence: none of them passes by trying again.
 * - not_a_member: no such project, or no longer a member of it
 * - round_closed: the round ended before the answer arrived
 * - grade_hidden: the unit is blind; the reader's own value is asked for
 * - not_standing: what was to be taken back doesn't stand any more
 * - key_used: the answer's key belongs to another unit
 * - not_handed_out: the hand-out is not this reader's, or not of this unit
 */
export type RefusalReason =
  | "not_a_member"
  | "round_closed"
  | "grade_hidden"
  | "not_standing"
  | "key_used"
  | "not_handed_out";

/** An error whose message is written for the person who reads it: what happened, what was kept, what to do. */
export class AppError extends Error {
  readonly kind: AppErrorKind;
  readonly reason: RefusalReason | null;

  constructor(kind: AppErrorKind, message: string, options?: ErrorOptions & { readonly reason?: RefusalReason }) {
    super(message, options);
    this.name = "AppError";
    this.kind = kind;
    this.reason = options?.reason ?? null;
  }
}
