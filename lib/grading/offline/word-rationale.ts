import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { TargetItem } from "@/lib/grading/target-item";

/** The domain's words within an English sentence. */
export interface Wording {
  readonly client: string;
  readonly expert: string;
  /** What a concept is called, whatever language the dialogue is in. */
  readonly nameConcept: (id: string) => string;
}

/** Words of the language that rationales are written in, else of the profile's first language. */
export function wordDomain(profile: DomainProfile): Wording {
  const language = profile.languages.en ?? Object.values(profile.languages)[0];
  return {
    client: (language?.roleNames.user ?? "client").toLowerCase(),
    expert: (language?.roleNames.assistant ?? "expert").toLowerCase(),
    nameConcept: (id) => language?.terms[id]?.[0] ?? id,
  };
}

/** "a", "a and b", "a, b and c". */
export function joinNames(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

/** "fever (none)". */
export function nameItem({ attribute, value }: TargetItem): string {
  return `${attribute} (${value})`;
}

/** "1 turn", "3 turns". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
