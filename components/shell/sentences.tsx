"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { makeSpeaker, type SentenceBook, type SpeakSentence } from "@/lib/language/speak-sentence";

const Speaker = createContext<SpeakSentence>((english) => english);

/** @param book of the page's language, null for English */
export function SentenceProvider({
  book,
  children,
}: {
  readonly book: SentenceBook | null;
  readonly children: ReactNode;
}) {
  const speak = useMemo(() => makeSpeaker(book), [book]);
  return <Speaker value={speak}>{children}</Speaker>;
}

/** Says a sentence that came from the server in the page's language: refusals, reasons of failures. */
export function useSpeakSentence(): SpeakSentence {
  return useContext(Speaker);
}

/** A stored sentence of the server's, such as why something failed, in the page's language. */
export function Spoken({ text }: { readonly text: string | null | undefined }) {
  const speak = useSpeakSentence();
  return text ? speak(text) : null;
}
