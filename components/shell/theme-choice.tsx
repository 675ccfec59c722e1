"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "use-intl";
import { useTheme } from "@/components/shell/use-theme";
import { MenuChoice } from "@/components/ui/menu";

/** System, light or dark, inside a menu. */
export function ThemeChoice() {
  const t = useTranslations("common.theme");
  const [theme, setTheme] = useTheme();
  return (
    <MenuChoice
      label={t("label")}
      value={theme}
      onChange={setTheme}
      options={[
        { value: "system", label: t("system"), icon: Monitor },
        { value: "light", label: t("light"), icon: Sun },
        { value: "dark", label: t("dark"), icon: Moon },
      ]}
    />
  );
}
