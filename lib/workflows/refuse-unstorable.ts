import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { VerdictInput } from "@/lib/queries/review-contract";

export const NOT_HANDED_OUT = "This unit was not handed out to you under that hand-out. Load the review again.";

const idSchema = z.guid();
/** Half a surrogate pair, or the character that PostgreSQL can't keep. */
const UNSTORABLE = /[\uD800-\uDFFF]|\0/u;

/** Refuses texts that PostgreSQL can't keep, with a sentence. */
export function refuseUnstorableTexts(texts: readonly string[]): void {
  if (texts.some((text) => UNSTORABLE.test(text))) {
    throw new AppError(
      "invalid",
      "The answer has a character that can't be kept (a NUL or half a character). Remove it.",
    );
  }
}

/** Refuses with a sentence what the database would refuse with an error of its own: ids that are none, texts it can't keep. */
export function refuseUnstorable(input: VerdictInput): void {
  if (!idSchema.safeParse(input.unitId).success) throw new AppError("missing", "This project has no such unit.");
  if (input.kind === "withdrawn") return;
  if (input.handOutId !== null && !idSchema.safeParse(input.handOutId).success) {
    throw new AppError("invalid", NOT_HANDED_OUT, { reason: "not_handed_out" });
  }
  const texts = [
    input.idempotencyKey,
    ...(input.kind === "skip" ? [] : [input.comment ?? ""]),
    ...(input.kind === "wrong" || input.kind === "value" ? [input.reasonCode ?? ""] : []),
    ...((input.kind === "wrong" || input.kind === "value") && input.value.criterion === "extraction"
      ? input.value.items.flatMap(({ attribute, value }) => [attribute, value])
      : []),
  ];
  refuseUnstorableTexts(texts);
}
