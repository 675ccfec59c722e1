"use client";

import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { authClient } from "@/lib/auth/auth-client";

/** Ends the session and loads the sign-in page anew, so that what one person has read is gone for the next. */
export function useSignOut(): () => Promise<void> {
  const t = useTranslations("shell");
  return async () => {
    const answer = await authClient.signOut().catch(() => ({ error: true }));
    if (answer.error) {
      toast.error(t("signOutFailed"));
      return;
    }
    window.location.assign("/sign-in");
  };
}
