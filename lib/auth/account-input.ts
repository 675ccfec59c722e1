import { z } from "zod";

/** Long enough to resist guessing at the sign-in limit without asking for odd characters (NIST SP 800-63B). */
export const PASSWORD_MIN_CHARACTERS = 10;
/** Hashing a longer text costs the server more than it protects the person. */
export const PASSWORD_MAX_CHARACTERS = 128;

export const emailSchema = z
  .string({ error: "Give an e-mail address." })
  .trim()
  .toLowerCase()
  .max(254, { error: "The e-mail address is too long." })
  .pipe(z.email({ error: "This is not an e-mail address." }));

export const personNameSchema = z
  .string({ error: "Give a name." })
  .trim()
  .min(1, { error: "Give a name." })
  .max(100, { error: "The name must have at most 100 characters." });

export const passwordSchema = z
  .string({ error: "Give a password." })
  .min(PASSWORD_MIN_CHARACTERS, { error: `The password must have at least ${PASSWORD_MIN_CHARACTERS} characters.` })
  .max(PASSWORD_MAX_CHARACTERS, { error: `The password must have at most ${PASSWORD_MAX_CHARACTERS} characters.` });

/** What it takes to make an account. The e-mail comes out lower-cased: addresses are compared without regard to case. */
export const accountInputSchema = z.object({ name: personNameSchema, email: emailSchema, password: passwordSchema });
export type AccountInput = z.infer<typeof accountInputSchema>;
