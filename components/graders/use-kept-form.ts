"use client";

import { useEffect, useRef, useState } from "react";
import { z } from "zod";
import type { GraderForm } from "@/components/graders/grader-form";

const keptSchema: z.ZodType<GraderForm> = z.object({
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

function readKept(key: string): GraderForm | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : (keptSchema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    // A browser without storage keeps nothing; the form works all the same.
    return null;
  }
}

/**
 * A form that outlives a reload and a visit to another page of the tab: a prompt is an hour's work. `key` tells forms
 * apart. `forget` ends the keeping, once the version is made; `restart` puts the form back to how it began.
 */
export function useKeptForm(key: string, initial: GraderForm) {
  const [form, setForm] = useState<GraderForm>(() => readKept(key) ?? initial);
  const isOver = useRef(false);
  const isChanged = form !== initial;
  useEffect(() => {
    if (!isChanged || isOver.current) return;
    try {
      sessionStorage.setItem(key, JSON.stringify(form));
    } catch {
      // Full or forbidden: nothing else depends on it.
    }
  }, [key, form, isChanged]);

  function forget() {
    isOver.current = true;
    try {
      sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  }

  return {
    form,
    isChanged,
    change: (part: Partial<GraderForm>) => setForm((before) => ({ ...before, ...part })),
    forget,
    restart: () => {
      forget();
      isOver.current = false;
      setForm(initial);
    },
  };
}
