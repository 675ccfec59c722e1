import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { ResponseToScore, TrajectoryToGrade } from "@/lib/grading/grader";
import { SCORING_ANSWER } from "@/lib/grading/llm/answer-shape";
import { listRoleWords, type RoleWords } from "@/lib/grading/llm/dialogue-roles";
import { explainFrame } from "@/lib/grading/llm/explain-frame";
import { type Block, frameBlocks } from "@/lib/grading/llm/frame-blocks";
import { writeMessageLines, writeResponseLine, writeTargetLines } from "@/lib/grading/llm/frame-lines";
import type { LlmMessage } from "@/lib/grading/llm/llm-call";
import type { ScoringStep, Vote } from "@/lib/grading/llm/llm-grader-definition";
import { writeRules } from "@/lib/grading/llm/write-rules";
import type { Turn } from "@/lib/trajectory/turn";

/** What of the future a scoring call shows. */
export type ShownFuture =
  | { readonly kind: "own" }
  | { readonly kind: "none" }
  | { readonly kind: "other"; readonly trajectory: TrajectoryToGrade; readonly turn: Turn };

/**
 * The words of one scoring call. With the trajectory's own future they hold the target information, too; a probe shows
 * no future, or another trajectory's under positions that carry on, and no target information.
 *
 * @param again see {@link frameBlocks}.
 */
export function frameScoring(
  step: ScoringStep,
  vote: Vote,
  request: {
    readonly profile: DomainProfile;
    readonly roles: RoleWords;
    readonly subject: ResponseToScore;
    readonly future: ShownFuture;
    readonly again: string | null;
  },
): LlmMessage[] {
  const { profile, roles, subject, future, again } = request;
  const { trajectory, turn, response, targetInformation } = subject;
  const { messages } = trajectory;
  const start = turn.contextMessageCount;
  const blocks: Block[] = [
    { name: "CONTEXT", lines: writeMessageLines(messages, { from: 0, to: start, roles }) },
    { name: "RESPONSE", lines: [writeResponseLine(response, roles)] },
  ];
  if (future.kind === "own") {
    blocks.push(
      { name: "FUTURE", lines: writeMessageLines(messages, { from: start, to: messages.length, roles }) },
      { name: "TARGET", lines: writeTargetLines(targetInformation, vote.itemOrder) },
    );
  } else if (future.kind === "other") {
    const other = future.trajectory.messages;
    const from = future.turn.contextMessageCount;
    const lines = writeMessageLines(other, { from, to: other.length, roles, numberedFrom: start });
    blocks.push({ name: "FUTURE", lines });
  }
  return [
    { role: "system", content: writeSystem(step, vote, profile) },
    { role: "user", content: frameBlocks("scoring", blocks, again) },
  ];
}

function writeSystem(step: ScoringStep, vote: Vote, profile: DomainProfile): string {
  const [{ user: client, assistant: expert } = { user: "client", assistant: "expert" }] = listRoleWords(profile);
  return [
    `You grade what a ${expert} says next in a dialogue with a ${client}.`,
    step.instructions,
    ...writeRules(step),
    vote.extraInstructions,
    explainFrame(profile, {
      CONTEXT: "the dialogue so far",
      RESPONSE: `what the ${expert} says next, which you grade; it may be another answer than the one in the dialogue`,
      FUTURE: "how the dialogue really went on; it may be left out",
      TARGET: `the target information: what the ${expert} of the dialogue went on to find out; it may be left out or empty`,
    }),
    SCORING_ANSWER[step.answerFormat],
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
