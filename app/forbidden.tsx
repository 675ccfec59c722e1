import { pageWords } from "@/components/shell/page-words";
import { PlainMessage } from "@/components/shell/plain-message";
import { ButtonLink } from "@/components/ui/button-link";

export default async function Forbidden() {
  const t = await pageWords("common");
  return (
    <PlainMessage
      title={t("error.forbiddenTitle")}
      action={
        <ButtonLink href="/" variant="ink">
          {t("error.home")}
        </ButtonLink>
      }
    >
      {t("error.forbidden")}
    </PlainMessage>
  );
}
