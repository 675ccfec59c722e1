import { verifyExport } from "@/lib/workflows/verify-export";

/** Exit code where a file is not the one that was built. */
const DIFFERS = 1;

/** Checks the files of an export against its manifest and says what differs; needs no database. */
export async function verify(manifestPath: string, options: { readonly json?: boolean }): Promise<void> {
  const verified = await verifyExport(manifestPath);
  const { files, unknown, ok } = verified;
  const sentences = [
    ...files.map(({ name, rows, problems }) =>
      problems.length === 0
        ? `ok      ${name}, ${rows.toLocaleString("en")} rows`
        : `DIFFERS ${name} ${problems.join("; ")}`,
    ),
    ...unknown.map((name) => `unknown ${name} is not in the manifest`),
    ok ? "Every file is the one that was built." : "These are not the files that were built. Copy or build them again.",
  ];
  process.stdout.write(options.json ? `${JSON.stringify(verified)}\n` : `${sentences.join("\n")}\n`);
  if (!ok) process.exitCode = DIFFERS;
}
