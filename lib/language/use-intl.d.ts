import type { Messages } from "@/lib/language/english";
import type { Locale } from "@/lib/language/locale";

// A key that no language file holds fails the type check instead of reaching the screen.
declare module "use-intl" {
  interface AppConfig {
    Messages: Messages;
    Locale: Locale;
  }
}
