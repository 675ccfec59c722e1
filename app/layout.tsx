import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/app/providers";
import { pageLocale } from "@/components/shell/page-words";
import { parseTheme, THEME_COOKIE } from "@/components/shell/theme";
import { messagesOf } from "@/lib/language/messages-of";
import { sentencesOf } from "@/lib/language/sentences-of";
import "@/app/globals.css";

export const metadata: Metadata = {
  title: { default: "Second Opinion", template: "%s · Second Opinion" },
  description:
    "Clinicians give a second opinion on an LLM grader; a researcher gets a reward data set worth training on.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f6f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1013" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // The chosen theme is in a cookie so that the first paint already has it.
  const locale = await pageLocale();
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <Providers locale={locale} messages={messagesOf(locale)} sentences={sentencesOf(locale)}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
