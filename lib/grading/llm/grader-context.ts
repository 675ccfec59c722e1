import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { RoleWords } from "@/lib/grading/llm/dialogue-roles";
import type { LlmCall } from "@/lib/grading/llm/llm-call";
import type { Wording } from "@/lib/grading/offline/word-rationale";
import type { Message } from "@/lib/trajectory/message";

/** Begins a piece of work once there is room for its call to the endpoint; prompts are written within. */
export type WithRoom = <Value>(endpointId: string, work: () => Promise<Value>) => Promise<Value>;

/** What both steps of an LLM grader work with. */
export interface GraderContext {
  readonly profile: DomainProfile;
  readonly wording: Wording;
  readonly call: LlmCall;
  readonly withRoom: WithRoom;
  /** How often an answer is asked for until it can be used. */
  readonly parseAttempts: number;
  readonly rolesOf: (messages: readonly Message[]) => RoleWords;
}
