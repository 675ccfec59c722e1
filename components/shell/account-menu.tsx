"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "use-intl";
import { LanguageChoice } from "@/components/shell/language-choice";
import type { ShellActor } from "@/components/shell/shell-actor";
import { ThemeChoice } from "@/components/shell/theme-choice";
import { useSignOut } from "@/components/shell/use-sign-out";
import { classNames } from "@/components/ui/class-names";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";

/** First letters of up to two words of a name. */
export function initials(name: string): string {
  return name
    .split(/\s+/u)
    .filter((word) => word.length > 0)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}

/** Name, role, theme, sign out. */
export function AccountMenu({
  actor,
  expanded = false,
}: {
  readonly actor: Pick<ShellActor, "user" | "role">;
  readonly expanded?: boolean;
}) {
  const t = useTranslations("shell");
  const signOut = useSignOut();
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t("account", { email: actor.user.email })}
          className={classNames(
            "flex h-10 w-full items-center gap-2 rounded-button px-1 text-control font-[500] text-text-2 hover:bg-hover hover:text-text",
            !expanded && "justify-center wide:justify-start",
          )}
        >
          <Avatar name={actor.user.name} />
          <span className={classNames("min-w-0 truncate", !expanded && "hidden wide:block")}>{actor.user.email}</span>
        </button>
      }
    >
      <div className="px-2.5 pt-2 pb-1.5">
        <p className="truncate text-control font-[560]">{actor.user.name}</p>
        <p className="truncate text-label text-text-3">{t(`role.${actor.role}`)}</p>
      </div>
      <MenuSeparator />
      <ThemeChoice />
      <MenuSeparator />
      <LanguageChoice />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={signOut}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}

export function Avatar({ name }: { readonly name: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-full border border-line bg-sunken text-tag font-[600] text-text-2"
    >
      {initials(name)}
    </span>
  );
}
