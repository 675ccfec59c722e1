import { useTranslations } from "use-intl";
import { useSpeakSentence } from "@/components/shell/sentences";
import { RequestError } from "@/lib/queries/request-json";

/** The words of an error that were written for a person, in the page's language; of any other error that it is unexpected. */
export function useProblemText(): (error: Error) => string {
  const speak = useSpeakSentence();
  const t = useTranslations("common.error");
  return (error) => (error instanceof RequestError ? speak(error.message) : t("unexpected"));
}
