import { textLanguage } from "@/components/review/text-language";
import type { TrajectoryDetail } from "@/lib/queries/project-contract";

type Trajectory = TrajectoryDetail["trajectory"];

/** Messages with their position, which is the only id they have; `end` exclusive. */
export function messagesBetween(trajectory: Trajectory, start: number, end: number) {
  return trajectory.messages.slice(start, end).map((message, offset) => ({ ...message, position: start + offset }));
}

/** What was said around a turn, in grey: speaker at left, words at most 672 px wide. */
export function Speech({
  messages,
  roleNames,
}: {
  readonly messages: ReturnType<typeof messagesBetween>;
  readonly roleNames: Trajectory["roleNames"];
}) {
  return (
    <div className="space-y-1.5 px-5">
      {messages.map((message) => (
        <div key={message.position} className="flex gap-4 text-body text-text-2">
          <span className="w-16 shrink-0 text-label leading-5 text-text-3">{roleNames[message.role]}</span>
          <p lang={textLanguage(message.content)} className="max-w-[672px] min-w-0 whitespace-pre-wrap break-words">
            {message.content}
          </p>
        </div>
      ))}
    </div>
  );
}
