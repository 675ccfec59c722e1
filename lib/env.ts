import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The better-auth secret signs session cookies; shorter ones can be guessed offline from one cookie. */
const SECRET_MIN_CHARACTERS = 32;

export type Env = {
  /** Connection string of the PostgreSQL server; null where the embedded one is to be started. */
  readonly databaseUrl: string | null;
  /** Absolute path of the folder for the embedded database, the secret and built exports. */
  readonly dataDirectory: string;
  /** TCP port of the web server. */
  readonly port: number;
  /** Address the web server listens on; the loopback one unless widened. */
  readonly host: string;
  /** Signs session cookies; null until the start command has put it there. */
  readonly secret: string | null;
  /** Origin under which people reach the server, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether `publicUrl` was set, rather than assumed from the port. */
  readonly publicUrlIsSet: boolean;
  /** Demo accounts may exist and be shown. */
  readonly demo: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Hosts that endpoints may have, as `host`, `host:port` or `*.example.org`; null where any may be registered. */
  readonly endpointHosts: readonly string[] | null;
};

const HOST_PATTERN = /^(\*\.)?[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/;

function splitHosts(text: string): string[] {
  return text
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== "");
}

/** True for what is no address at all, too: that has its own sentence. */
function isBareOrigin(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { pathname, search, hash } = new URL(text);
  return pathname === "/" && search === "" && hash === "";
}

const variables = z.object({
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      hostname: /.*/,
      error: "DATABASE_URL must be a PostgreSQL address like postgresql://user:password@host:5432/name.",
    })
    .optional(),
  SECOND_OPINION_DATA_DIR: z.string().default(".data"),
  PORT: z.coerce
    .number({ error: "PORT must be a whole number from 1 to 65535." })
    .int({ error: "PORT must be a whole number from 1 to 65535." })
    .min(1, { error: "PORT must be a whole number from 1 to 65535." })
    .max(65_535, { error: "PORT must be a whole number from 1 to 65535." })
    .default(3000),
  SECOND_OPINION_HOST: z.string().default("127.0.0.1"),
  SECOND_OPINION_SECRET: z
    .string()
    .min(SECRET_MIN_CHARACTERS, {
      error: `SECOND_OPINION_SECRET must have at least ${SECRET_MIN_CHARACTERS} characters; \`openssl rand -base64 32\` makes one.`,
    })
    .optional(),
  SECOND_OPINION_URL: z
    .url({
      protocol: /^https?$/,
      hostname: /.+/,
      error: "SECOND_OPINION_URL must be the address people type, like https://opinion.example.org.",
    })
    .refine(isBareOrigin, {
      error: "SECOND_OPINION_URL must have no path: the server answers at the root, like https://opinion.example.org.",
    })
    .optional(),
  SECOND_OPINION_DEMO: z
    .enum(["1", "true", "0", "false"], { error: "SECOND_OPINION_DEMO must be 1 or 0." })
    .default("0"),
  SECOND_OPINION_ENDPOINT_HOSTS: z
    .string()
    .refine((text) => splitHosts(text).every((host) => HOST_PATTERN.test(host)), {
      error:
        "SECOND_OPINION_ENDPOINT_HOSTS must be hosts with commas between, each like api.example.org, localhost:8000 or *.example.org.",
    })
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.` }).default("info"),
});

/**
 * Checks environment variables and gives them units and defaults. An empty variable counts as absent, as in shells
 * and compose files where there is no way to unset one.
 * @throws AppError of kind invalid with one sentence for each bad variable.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>, workingDirectory: string): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    const sentences = new Set(parsed.error.issues.map((issue) => issue.message));
    throw new AppError("invalid", [...sentences].join(" "));
  }
  const values = parsed.data;
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    dataDirectory: path.resolve(workingDirectory, values.SECOND_OPINION_DATA_DIR),
    port: values.PORT,
    host: values.SECOND_OPINION_HOST,
    secret: values.SECOND_OPINION_SECRET ?? null,
    publicUrl: values.SECOND_OPINION_URL
      ? new URL(values.SECOND_OPINION_URL).origin
      : `http://localhost:${values.PORT}`,
    publicUrlIsSet: values.SECOND_OPINION_URL !== undefined,
    demo: values.SECOND_OPINION_DEMO === "1" || values.SECOND_OPINION_DEMO === "true",
    logLevel: values.LOG_LEVEL,
    endpointHosts:
      values.SECOND_OPINION_ENDPOINT_HOSTS === undefined ? null : splitHosts(values.SECOND_OPINION_ENDPOINT_HOSTS),
  };
}

let checked: Env | null = null;

/** The process's environment, checked at the first call; lazily, so that a build needs no database address. */
export function env(): Env {
  checked ??= readEnv(process.env, process.cwd());
  return checked;
}

/** The only variables that an endpoint may name for its key: nobody can have another secret of the server sent away. */
const ENDPOINT_KEY_VARIABLE = /^SECOND_OPINION_ENDPOINT_KEY_[A-Z0-9_]+$/;

/** The key of an endpoint from the environment of this process; null where it has none of that name. */
export function endpointKeyFromEnvironment(variable: string): string | null {
  if (!ENDPOINT_KEY_VARIABLE.test(variable)) return null;
  const key = process.env[variable]?.trim();
  return key ? key : null;
}
