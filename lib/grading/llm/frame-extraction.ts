import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { TrajectoryToGrade } from "@/lib/grading/grader";
import { EXTRACTION_ANSWER } from "@/lib/grading/llm/answer-shape";
import { listRoleWords, type RoleWords } from "@/lib/grading/llm/dialogue-roles";
import { explainFrame } from "@/lib/grading/llm/explain-frame";
import { frameBlocks } from "@/lib/grading/llm/frame-blocks";
import { writeMessageLines } from "@/lib/grading/llm/frame-lines";
import type { LlmMessage } from "@/lib/grading/llm/llm-call";
import type { LlmExtractionStep } from "@/lib/grading/llm/llm-grader-definition";
import { writeRules } from "@/lib/grading/llm/write-rules";
import type { Turn } from "@/lib/trajectory/turn";

/** Messages shown before a window's first expert block: what its first questions are about. */
const LEAD_IN_MESSAGES = 6;

/** Where the client's answer to a turn's expert block ends: the position after its last message. */
export function endOfAnswer(trajectory: TrajectoryToGrade, turn: Turn): number {
  const next = trajectory.turns.find(({ round }) => round === turn.round + 1);
  return next?.contextMessageCount ?? trajectory.messages.length;
}

/**
 * The words of one extraction call: what was asked and answered at each turn of a window.
 *
 * @param window turns in order, not empty, each with an expert block and a client's answer.
 * @param again see {@link frameBlocks}.
 */
export function frameExtraction(
  step: LlmExtractionStep,
  request: {
    readonly profile: DomainProfile;
    readonly roles: RoleWords;
    readonly trajectory: TrajectoryToGrade;
    readonly window: readonly Turn[];
    readonly again: string | null;
  },
): LlmMessage[] {
  const { profile, roles, trajectory, window, again } = request;
  const [first] = window;
  const last = window.at(-1);
  if (first === undefined || last === undefined) throw new Error("An extraction call needs at least one turn.");
  const turnLines = window.map(({ round, contextMessageCount, responseMessageCount }) => {
    return `turn ${round}: messages ${contextMessageCount}-${contextMessageCount + responseMessageCount - 1}`;
  });
  const from = Math.max(0, first.contextMessageCount - LEAD_IN_MESSAGES);
  const dialogueLines = writeMessageLines(trajectory.messages, { from, to: endOfAnswer(trajectory, last), roles });
  const blocks = [
    { name: "TURNS", lines: turnLines },
    { name: "DIALOGUE", lines: dialogueLines },
  ] as const;
  return [
    { role: "system", content: writeSystem(step, profile) },
    { role: "user", content: frameBlocks("extraction", blocks, again) },
  ];
}

function writeSystem(step: LlmExtractionStep, profile: DomainProfile): string {
  const [{ user: client, assistant: expert } = { user: "client", assistant: "expert" }] = listRoleWords(profile);
  return [
    `You read dialogues between a ${expert} and a ${client} and write down what the ${expert} found out.`,
    step.instructions,
    ...writeRules(step),
    explainFrame(profile, {
      TURNS: `the turns to read: each line names a turn and the messages in which the ${expert} speaks at it`,
      DIALOGUE: `the dialogue around these turns; the ${client}'s answer to a turn follows right after its messages`,
    }),
    EXTRACTION_ANSWER[step.answerFormat],
  ].join("\n\n");
}
