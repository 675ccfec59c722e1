import { z } from "zod";
import type { GraderForm } from "@/components/graders/grader-form";

/** The editor's form as a browser keeps it. */
export const graderFormSchema: z.ZodType<GraderForm> = z.object({
  name: z.string(),
  extractionKind: z.enum(["llm", "offline"]),
  extractionEndpointId: z.string(),
  extractionInstructions: z.string(),
  turnsPerCall: z.string(),
  extractionTemperature: z.string(),
  extractionMaxTokens: z.string(),
  extractionSeed: z.string(),
  scoringInstructions: z.string(),
  rules: z.array(z.object({ key: z.number(), text: z.string() })),
  cases: z.array(z.object({ key: z.number(), title: z.string(), text: z.string() })),
  temperature: z.string(),
  maxTokens: z.string(),
  seed: z.string(),
  votes: z.array(
    z.object({
      key: z.number(),
      name: z.string(),
      endpointId: z.string(),
      extraInstructions: z.string(),
      itemOrder: z.enum(["asked", "reversed"]),
    }),
  ),
  voterVersionIds: z.array(z.string()),
  withoutFuture: z.boolean(),
  otherFuture: z.boolean(),
});
