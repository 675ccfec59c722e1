"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import type { ShellActor } from "@/components/shell/shell-actor";
import { SideBar } from "@/components/shell/side-bar";
import { Icon } from "@/components/ui/icon";
import { LogoMark } from "@/components/ui/logo";

/** Side bar and main: 224 px from 1024 on, icons from 640 on, a menu below. */
export function AppShell({ actor, children }: { readonly actor: ShellActor; readonly children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <div className="min-h-dvh phone:flex">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-button focus:bg-ink focus:px-3 focus:py-2 focus:text-on-ink"
      >
        {t("skip")}
      </a>
      <PhoneBar actor={actor} />
      <aside className="sticky top-0 hidden h-dvh w-16 shrink-0 border-line border-r phone:block wide:w-56">
        <SideBar actor={actor} />
      </aside>
      <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
        <div className="mx-auto max-w-[1320px] px-5 pt-5 pb-16 phone:px-9 phone:pt-8 wide:px-10">{children}</div>
      </main>
    </div>
  );
}

function PhoneBar({ actor }: { readonly actor: ShellActor }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  // The menu is open on the page where it was opened: a tap on a link inside closes it with the page change.
  const [openAt, setOpenAt] = useState<string | null>(null);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-3 border-line border-b bg-page px-3 phone:hidden">
      <BaseDialog.Root open={openAt === pathname} onOpenChange={(open) => setOpenAt(open ? pathname : null)}>
        <BaseDialog.Trigger
          aria-label={t("openMenu")}
          className="inline-flex size-11 items-center justify-center rounded-button text-text"
        >
          <Icon icon={MenuIcon} size={20} />
        </BaseDialog.Trigger>
        <BaseDialog.Portal>
          <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-[#0b0d10]/40 phone:hidden" />
          <BaseDialog.Popup className="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] border-line-strong border-r bg-page shadow-act transition-transform data-ending-style:-translate-x-3 data-starting-style:-translate-x-3 phone:hidden">
            <BaseDialog.Title className="sr-only">{t("navigation")}</BaseDialog.Title>
            <SideBar actor={actor} expanded />
          </BaseDialog.Popup>
        </BaseDialog.Portal>
      </BaseDialog.Root>
      <Link href={projectPath(actor.project.id)} className="flex min-w-0 items-center gap-2.5 font-[600]">
        <LogoMark />
        <span className="truncate">{actor.project.name}</span>
      </Link>
    </header>
  );
}
