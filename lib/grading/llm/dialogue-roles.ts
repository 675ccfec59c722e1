import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { Message, MessageRole } from "@/lib/trajectory/message";

/** What the speakers are called in a prompt's lines. */
export type RoleWords = Readonly<Record<MessageRole, string>>;

/** A role's name as one word that a line can begin with. */
function toWord(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s:]+/gu, "-");
}

/** The role words of every language of a profile, the first language first. */
export function listRoleWords(profile: DomainProfile): RoleWords[] {
  return Object.values(profile.languages).map(({ roleNames }) => ({
    user: toWord(roleNames.user),
    assistant: toWord(roleNames.assistant),
  }));
}

/** Finds the role words of a dialogue's language: the one whose script most of its letters are of, else the first. */
export function createRoleNamer(profile: DomainProfile): (messages: readonly Message[]) => RoleWords {
  const roleWords = listRoleWords(profile);
  const letters = Object.values(profile.languages).map(({ script }) => new RegExp(`\\p{Script=${script}}`, "gu"));
  const [first] = roleWords;
  if (first === undefined) throw new Error("A domain profile needs at least one language.");
  return (messages) => {
    let best = first;
    let most = 0;
    for (const [index, words] of roleWords.entries()) {
      const pattern = letters[index];
      if (pattern === undefined || letters.length === 1) continue;
      const count = messages.reduce((sum, { content }) => sum + (content.match(pattern)?.length ?? 0), 0);
      if (count > most) {
        best = words;
        most = count;
      }
    }
    return best;
  };
}
