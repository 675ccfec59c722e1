/** `user` is the client (a patient), `assistant` the expert (a clinician). */
export type MessageRole = "user" | "assistant";

export interface Message {
  readonly role: MessageRole;
  readonly content: string;
}
