import { createReadStream } from "node:fs";
import { requireFile } from "@/bin/commands/require-file";
import { AppError } from "@/lib/kernel/app-error";
import { parseSessionLine, TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";
import { formatSegmentedRow, segmentRows } from "@/lib/trajectory/segment-rows";

/** Rows are collected to this many characters before they are written: a long dialogue's rows together would be huge. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Waits where the reader of our standard output is slower than we are, so that memory stays flat. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Prints the segmented rows of a session file, one a line; needs no database. Refused lines are told on standard error.
 * @throws AppError invalid where no line is a dialogue
 */
export async function segment(file: string, options: { referenceRows?: boolean }): Promise<void> {
  await requireFile(file);
  let dialogues = 0;
  let refused = 0;
  for await (const line of readLines(createReadStream(file))) {
    const parsed = line.tooLong ? { ok: false as const, refusal: { reason: TOO_LONG } } : parseSessionLine(line.bytes);
    if (!parsed.ok) {
      refused += 1;
      process.stderr.write(`${file}:${line.line}: ${parsed.refusal.reason}\n`);
      continue;
    }
    dialogues += 1;
    let text = "";
    for (const row of segmentRows(parsed.value, { referenceRows: options.referenceRows === true })) {
      text += `${formatSegmentedRow(row)}\n`;
      if (text.length < CHUNK_CHARACTERS) continue;
      await write(text);
      text = "";
    }
    if (text !== "") await write(text);
  }
  if (dialogues === 0) {
    throw new AppError(
      "invalid",
      refused === 0
        ? `${file} is empty. It should hold one dialogue a line, as JSON.`
        : `${file} holds no dialogue that can be read: ${refused} lines refused, each with its reason above.`,
    );
  }
}
