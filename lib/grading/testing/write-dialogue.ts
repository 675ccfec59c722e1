import type { TrajectoryToGrade } from "@/lib/grading/grader";
import type { MessageRole } from "@/lib/trajectory/message";
import { segmentTurns } from "@/lib/trajectory/segment-turns";

/** A dialogue for tests, written as `E: …` and `C: …` (expert, client), one message a line, cut into its turns. */
export function writeDialogue(...lines: readonly string[]): TrajectoryToGrade {
  const messages = lines.map((line) => {
    const role: MessageRole = line.startsWith("E: ") ? "assistant" : "user";
    return { role, content: line.slice(3) };
  });
  return { messages, turns: segmentTurns(messages).turns };
}
