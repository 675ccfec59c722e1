import type { Metadata } from "next";
import { pageWords } from "@/components/shell/page-words";
import { Entrance } from "@/components/sign-in/entrance";
import { InvitationForm } from "@/components/sign-in/invitation-form";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { PASSWORD_MIN_CHARACTERS } from "@/lib/auth/account-input";
import { findSignedIn } from "@/lib/auth/page-actor";
import { viewInvitation } from "@/lib/workflows/accept-invitation";

// The link is a secret until it is used: no search engine, no referrer.
export const metadata: Metadata = { robots: { index: false }, referrer: "no-referrer" };

export default async function InvitationPage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await pageWords("signin");
  const invitation = await viewInvitation(token, new Date());
  if (invitation.state !== "open") {
    return (
      <Entrance title={t("invitation.closedTitle")} lead={invitation.reason}>
        <ButtonLink href="/sign-in" variant="ink">
          {t("invitation.toSignIn")}
        </ButtonLink>
      </Entrance>
    );
  }
  const { projectName, email, role, hasAccount } = invitation;
  const current = (await findSignedIn())?.user.email ?? null;
  return (
    <Entrance title={t("invitation.title", { project: projectName })} lead={t("invitation.lead", { role, email })}>
      {current !== null && current !== email ? (
        <Notice tone="warning">{t("invitation.otherAccount", { current, email })}</Notice>
      ) : hasAccount && current === null ? (
        <div className="space-y-5">
          <p className="text-control text-text-2">{t("invitation.hasAccount", { email })}</p>
          <ButtonLink
            href={`/sign-in?${new URLSearchParams({ next: `/invitation/${token}` })}`}
            variant="ink"
            className="h-11 w-full text-future"
          >
            {t("invitation.signIn")}
          </ButtonLink>
        </div>
      ) : (
        <InvitationForm
          token={token}
          email={email}
          signedIn={current === email}
          passwordMinimum={PASSWORD_MIN_CHARACTERS}
        />
      )}
    </Entrance>
  );
}
