import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageWords } from "@/components/shell/page-words";
import { Entrance } from "@/components/sign-in/entrance";
import { SetupForm } from "@/components/sign-in/setup-form";
import { PASSWORD_MIN_CHARACTERS } from "@/lib/auth/account-input";
import { hasAnyUser } from "@/lib/db/account-reads";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageWords("signin"))("setup.title") };
}

// Asked at each visit: the page closes for ever once somebody can sign in.
export const dynamic = "force-dynamic";

export default async function SetupPage() {
  if (await hasAnyUser()) redirect("/sign-in");
  const t = await pageWords("signin");
  return (
    <Entrance title={t("setup.title")} lead={t("setup.lead")}>
      <SetupForm passwordMinimum={PASSWORD_MIN_CHARACTERS} />
    </Entrance>
  );
}
