import { pageWords } from "@/components/shell/page-words";
import { PlainMessage } from "@/components/shell/plain-message";
import { ButtonLink } from "@/components/ui/button-link";

export default async function NotFound() {
  const t = await pageWords("common");
  return (
    <PlainMessage
      title={t("error.notFoundTitle")}
      action={
        <ButtonLink href="/" variant="ink">
          {t("error.home")}
        </ButtonLink>
      }
    >
      {t("error.notFound")}
    </PlainMessage>
  );
}
