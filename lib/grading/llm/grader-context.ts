import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { RoleWords } from "@/lib/grading/llm/dialogue-roles";
import type { LlmCall } from "@/lib/grading/llm/llm-call";
import type { Wording } from "@/lib/grading/offline/word-rationale";
import type { Message } from "@/lib/trajectory/message";

/** What both steps of an LLM grader work with. */
export interface GraderContext {
  readonly profile: DomainProfile;
  readonly wording: Wording;
  readonly call: LlmCall;
  /** How often an answer is asked for until it can be used. */
  readonly parseAttempts: number;
  readonly rolesOf: (messages: readonly Message[]) => RoleWords;
}
