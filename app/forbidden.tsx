import { PlainMessage } from "@/components/shell/plain-message";
import { ButtonLink } from "@/components/ui/button-link";
import { translator } from "@/lib/language/translator";

export default function Forbidden() {
  const t = translator("common");
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
