import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";

/** A page that has only something to say: nothing here, not for your role, stopped working. */
export function PlainMessage({
  title,
  action,
  children,
}: {
  readonly title: ReactNode;
  readonly action: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-[560px] flex-col justify-center px-5 py-16">
      <Logo />
      <h1 className="mt-8 text-title">{title}</h1>
      <div className="mt-1.5 text-body text-text-2">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{action}</div>
    </main>
  );
}
