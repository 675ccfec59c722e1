import { randomUUID } from "node:crypto";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from "@/lib/auth/account-input";
import { isOwnOrigin } from "@/lib/auth/same-origin";
import { SignInLimit } from "@/lib/auth/sign-in-limit";
import { SlidingLimit } from "@/lib/auth/sliding-limit";
import { database } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";
import { describeError, log, logUnexpected } from "@/lib/log";

/** A signed-in browser stays so for this long after its last use, s. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;
/** Use moves the end of a session at most this often, s: one write a day, not one a request. */
export const SESSION_RENEWAL_SECONDS = 24 * 60 * 60;
/** Sign-ins from one network address in a minute: a ward behind one address fits, guessing does not get far. */
const SIGN_INS_PER_MINUTE = 20;

const SIGN_IN_PATH = "/sign-in/email";

function emailOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("email" in body)) return null;
  return typeof body.email === "string" ? body.email.trim().toLowerCase() : null;
}

function build() {
  const requestLimit = new SlidingLimit();
  const { secret, publicUrl } = env();
  if (secret === null) {
    throw new AppError(
      "unavailable",
      "SECOND_OPINION_SECRET is not set: `npm start` and `npm run demo` keep one in the data folder; elsewhere set it yourself (`openssl rand -base64 32`).",
    );
  }
  const signInLimit = new SignInLimit();
  return betterAuth({
    appName: "Second Opinion",
    baseURL: publicUrl,
    secret,
    database: prismaAdapter(database, { provider: "postgresql" }),
    telemetry: { enabled: false },
    // Accounts come from the first start, an invitation, the demo or the operator: never from a stranger.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_CHARACTERS,
      maxPasswordLength: PASSWORD_MAX_CHARACTERS,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        isOperator: { type: "boolean", required: false, defaultValue: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEWAL_SECONDS,
      // No copy of the session in a cookie: whoever is signed out on the server is signed out at once.
      cookieCache: { enabled: false },
    },
    // Counted in the memory of each web process; the schema has no table for it, and a restart forgetting is bearable.
    rateLimit: {
      enabled: true,
      customStorage: { consume: async (key, rule) => requestLimit.consume(key, rule, Date.now()) },
      customRules: {
        [SIGN_IN_PATH]: { window: 60, max: SIGN_INS_PER_MINUTE },
        // Asked for by every open tab; it guesses nothing.
        "/get-session": false,
      },
    },
    // A developer's server may sit on any port; elsewhere the page must come from the host the browser addressed.
    trustedOrigins: (request) => {
      const origin = request?.headers.get("origin") ?? null;
      const own = request && origin !== null && isOwnOrigin(origin, request.headers) ? [origin] : [];
      return [publicUrl, "http://localhost:*", "http://127.0.0.1:*", ...own];
    },
    advanced: {
      cookiePrefix: "second-opinion",
      useSecureCookies: publicUrl.startsWith("https:"),
      database: { generateId: () => randomUUID() },
      // Said because better-auth would leave these checks out under test, where ours must see them.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    onAPIError: {
      onError: (error) => {
        // Refusals are answers, not faults; the reason of the telling ones is logged where they are made.
        if (!(error instanceof APIError) || error.statusCode >= 500) logUnexpected({}, error, "better-auth failed");
      },
    },
    logger: {
      level: "warn",
      log: (level, message, ...details) => {
        const causes = details.filter((detail) => detail instanceof Error).map((error) => describeError(error, false));
        log()[level]({ room: "better-auth", ...(causes.length === 0 ? {} : { causes }) }, message);
      },
    },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        const email = context.path === SIGN_IN_PATH ? emailOf(context.body) : null;
        if (email === null) return;
        const now = Date.now();
        const waitMs = signInLimit.waitMs(email, now);
        if (waitMs > 0) {
          throw new APIError("TOO_MANY_REQUESTS", {
            message: `Too many wrong passwords for this e-mail address. Try again in ${Math.ceil(waitMs / 60_000)} minutes.`,
          });
        }
        // Counted before the check, so that many guesses at the same moment don't all slip through.
        signInLimit.recordWrong(email, now);
      }),
      after: createAuthMiddleware(async (context) => {
        const email = context.path === SIGN_IN_PATH ? emailOf(context.body) : null;
        if (email !== null && context.context.newSession) signInLimit.recordRight(email);
      }),
    },
  });
}

let built: ReturnType<typeof build> | null = null;

/** better-auth over our database; built at first use, so that a build of the pages needs no secret and no database. */
export function authentication(): ReturnType<typeof build> {
  built ??= build();
  return built;
}
