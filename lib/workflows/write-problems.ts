import { readProblems } from "@/lib/db/import-problem-writes";

const PAGE = 1000;

/** A cell that a spreadsheet would run as a formula is told as text. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** The problems of an import as CSV: file, line, column, reason, excerpt. Read page by page. */
export async function* writeProblems(projectId: string, importId: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("file,line,column,reason,excerpt\r\n");
  let after = -1;
  for (;;) {
    const page = await readProblems(projectId, importId, after, PAGE);
    if (page.length > 0) {
      const rows = page.map(({ fileName, line, column, reason, excerpt }) =>
        [fileName, line, column, reason, excerpt].map(cell).join(","),
      );
      yield Buffer.from(`${rows.join("\r\n")}\r\n`);
    }
    if (page.length < PAGE) return;
    after = page.at(-1)?.ordinal ?? after;
  }
}
