"use client";

import { useEffect, useRef, useState } from "react";
import type { z } from "zod";

function readKept<Form>(key: string, schema: z.ZodType<Form>): Form | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    // A browser without storage keeps nothing; the form works all the same.
    return null;
  }
}

/**
 * A form that outlives a reload and a visit to another page of the tab: a prompt is an hour's work. `key` tells forms
 * apart. `forget` ends the keeping, once what it holds was sent; `restart` puts the form back to how it began.
 */
export function useKeptForm<Form extends object>(key: string, schema: z.ZodType<Form>, initial: Form) {
  const [form, setForm] = useState<Form>(() => readKept(key, schema) ?? initial);
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
    change: (part: Partial<Form>) => setForm((before) => ({ ...before, ...part })),
    forget,
    restart: () => {
      forget();
      isOver.current = false;
      setForm(initial);
    },
  };
}
