"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "sonner";
import { IntlProvider, useTranslations } from "use-intl";
import { SentenceProvider } from "@/components/shell/sentences";
import type { Messages } from "@/lib/language/english";
import type { Locale } from "@/lib/language/locale";
import type { SentenceBook } from "@/lib/language/speak-sentence";
import { RequestError } from "@/lib/queries/request-json";

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retryDelay: (attempt) => 400 * 2 ** attempt,
        // What the server refused it will refuse again; only silence and its own errors are worth a second try.
        retry: (failures, error) =>
          failures < 2 && error instanceof RequestError && (error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}

/** What every client component may count on: words, server state, toasts. */
export function Providers({
  locale,
  messages,
  sentences,
  children,
}: {
  readonly locale: Locale;
  readonly messages: Messages;
  readonly sentences: SentenceBook | null;
  readonly children: ReactNode;
}) {
  const [queryClient] = useState(createQueryClient);
  return (
    <IntlProvider locale={locale} messages={messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      <QueryClientProvider client={queryClient}>
        <SentenceProvider book={sentences}>{children}</SentenceProvider>
        <Toasts />
      </QueryClientProvider>
    </IntlProvider>
  );
}

function Toasts() {
  const t = useTranslations("shell");
  return (
    <Toaster
      containerAriaLabel={t("notifications")}
      position="bottom-right"
      gap={8}
      style={{ fontFamily: "var(--font-sans)" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-[min(360px,calc(100vw-32px))] items-start gap-3 rounded-card border border-line-strong bg-surface p-4 text-control text-text shadow-act",
          title: "text-control font-[560]",
          description: "mt-0.5 text-control text-text-2",
          error: "border-wrong-line bg-wrong-ground",
          icon: "mt-0.5 text-text-3",
          actionButton:
            "ml-auto shrink-0 rounded-button border border-line-strong bg-surface px-2 py-1 text-label font-[560]",
        },
      }}
    />
  );
}
