"use client";

import { useTranslations } from "use-intl";
import { textLanguage } from "@/components/review/text-language";
import { useSpeakSentence } from "@/components/shell/sentences";
import { Notice } from "@/components/ui/notice";
import type { ImportPreview } from "@/lib/queries/import-draft-contract";

/** The first dialogues as they will look, and the first things that can't be read. */
export function DraftPreview({ preview }: { readonly preview: ImportPreview }) {
  const t = useTranslations("trajectories.draft");
  const speak = useSpeakSentence();
  return (
    <div className="space-y-3">
      <h3 className="text-control font-[560]">{t("previewTitle")}</h3>
      {preview.dialogues.length === 0 ? <p className="text-control text-text-3">{t("previewEmpty")}</p> : null}
      <div className="grid gap-3 fold:grid-cols-3">
        {preview.dialogues.map((dialogue) => (
          <article
            key={dialogue.label}
            aria-label={dialogue.label}
            className="max-h-72 overflow-y-auto rounded-input border border-line bg-page p-3"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keys.
            tabIndex={0}
          >
            <p className="mb-2 flex items-baseline justify-between gap-2 text-label text-text-3 tabular-nums">
              <code className="min-w-0 truncate">{dialogue.label}</code>
              <span className="shrink-0">{t("messageCount", { count: dialogue.messageCount })}</span>
            </p>
            {dialogue.diagnosis === "" ? null : <p className="mb-2 text-label text-text-2">{dialogue.diagnosis}</p>}
            <ol className="space-y-1.5">
              {dialogue.messages.map((message, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a message's place is its only id.
                <li key={position} className="text-control">
                  <span className="mr-2 text-label text-text-3">{t(`meanings.${message.role}`)}</span>
                  <span
                    dir="auto"
                    lang={textLanguage(message.content)}
                    className={message.role === "assistant" ? "break-words text-text" : "break-words text-text-2"}
                  >
                    {message.content === "" ? (
                      <span className="text-text-3">{t("emptyMessage")}</span>
                    ) : (
                      message.content
                    )}
                  </span>
                </li>
              ))}
              {dialogue.messageCount > dialogue.messages.length ? (
                <li className="text-label text-text-3">
                  {t("more", { count: dialogue.messageCount - dialogue.messages.length })}
                </li>
              ) : null}
            </ol>
          </article>
        ))}
      </div>
      {preview.problems.length > 0 ? (
        <Notice tone="warning" title={t("previewProblems")}>
          <ul className="space-y-0.5">
            {preview.problems.map(({ file, line, reason }) => (
              <li key={`${file}:${line}:${reason}`}>{t("problemAt", { line, reason: speak(reason) })}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </div>
  );
}
