"use client";

import { useTranslations } from "use-intl";
import type { SelectOption } from "@/components/ui/select";
import { ROLES } from "@/lib/auth/can";
import type { RoleName } from "@/lib/queries/project-contract";

/** The roles with their names and what each may do. */
export function useRoleOptions(): readonly SelectOption<RoleName>[] {
  const t = useTranslations("members");
  return ROLES.map((role) => ({ value: role, label: t(`role.${role}`), description: t(`roleBody.${role}`) }));
}
