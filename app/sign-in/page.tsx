import { redirect } from "next/navigation";
import { pageWords, titleFrom } from "@/components/shell/page-words";
import { Entrance } from "@/components/sign-in/entrance";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { findSignedIn } from "@/lib/auth/page-actor";
import { safeReturnPath } from "@/lib/auth/safe-return-path";
import { hasAnyUser } from "@/lib/db/account-reads";

export const generateMetadata = titleFrom("signin");

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = safeReturnPath((await searchParams).next);
  if ((await findSignedIn()) !== null) redirect(next);
  if (!(await hasAnyUser())) redirect("/setup");
  const t = await pageWords("signin");
  return (
    <Entrance title={t("title")} lead={t("lead")}>
      <SignInForm next={next} />
    </Entrance>
  );
}
