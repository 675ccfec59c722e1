import type { FailureClass } from "@/lib/grading/grader";

/** Why one call gave no answer, before it is decided whether it is tried again. */
export interface CallFailure {
  readonly failureClass: FailureClass;
  /** For the person: what happened; never words of the dialogue, never a key. */
  readonly message: string;
  /** What the endpoint said of it, as far as it can be shown; null where it said nothing. */
  readonly words: string | null;
  /** What it sent instead of an answer, cut; null where it sent nothing. */
  readonly rawAnswer: string | null;
  readonly httpStatus: number | null;
  /** How long it wants to be left alone, ms; null where it did not say. */
  readonly retryAfterMs: number | null;
  /** Every further call would fail alike: wrong key, no money, no such model. */
  readonly stopsRun: boolean;
  /** Nobody is there to answer, whatever was asked: the fault can't be this call's. */
  readonly isAway: boolean;
}
