import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { defaultMapping, type ImportMapping } from "@/lib/trajectory/formats/import-options";
import type { Message } from "@/lib/trajectory/message";
import { formatSegmentedRow, segmentRows } from "@/lib/trajectory/segment-rows";

export interface WholeFile {
  readonly name: string;
  readonly mapping: ImportMapping;
  readonly bytes: Uint8Array;
  /**
   * Which cuts can be seen: all; those within a record, where the file might as well end after any; or not even those,
   * since a dialogue is strewn over records or a cell without quotes might as well end after any letter.
   */
  readonly showsCuts: "all" | "within records" | "not all";
}

/** Two scripts, right to left, emoji, quotes, line breaks, an empty message. */
const DIALOGUES: readonly (readonly Message[])[] = [
  [
    { role: "user", content: 'It hurts when I breathe, "here".\nAnd here; 嗓子疼' },
    { role: "assistant", content: "Since when?" },
    { role: "user", content: "Since Monday 🤒" },
    { role: "assistant", content: "Any fever?" },
    { role: "user", content: "" },
    { role: "assistant", content: "Thank you, that is all." },
  ],
  [
    { role: "user", content: "שלום, I can't sleep" },
    { role: "assistant", content: "How long has that been so?" },
    { role: "user", content: "Three weeks, about." },
    { role: "assistant", content: "Goodbye." },
  ],
  [
    { role: "user", content: "My ankle is swollen" },
    { role: "assistant", content: "Did you fall, or twist it?" },
    { role: "user", content: "I fell on the stairs" },
  ],
];

/** The messages of each dialogue as JSON: what may come out of a file, whole. */
export const WHOLE_DIALOGUES: ReadonlySet<string> = new Set(DIALOGUES.map((messages) => JSON.stringify(messages)));

const SESSION = defaultMapping("session");
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const lines = (rows: readonly unknown[]) => `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;

const sessions = DIALOGUES.map((messages, at) => ({ session_id: at + 1, diagn: "cold", messages }));
const messageRows = DIALOGUES.flatMap((messages, at) =>
  messages.map(({ role, content }, position) => ({ id: `d${at}`, speaker: role, text: content, position })),
);
const table = (between: string) =>
  [
    ["id", "speaker", "text", "position"].join(between),
    ...messageRows.map(({ id, speaker, text, position }) => [id, speaker, cell(text), `${position}`].join(between)),
  ].join("\r\n");
const ROWS: ImportMapping = {
  ...defaultMapping("message_rows"),
  fields: { id: "id", diagnosis: null, messages: null, role: "speaker", content: "text", order: "position" },
};

/** A good file of each kind the product reads. Parquet and zstd are written by DuckDB, which shares no code with it. */
export async function wholeFiles(): Promise<WholeFile[]> {
  const text = lines(sessions);
  const shown = { showsCuts: "all", mapping: SESSION } as const;
  const conversations = DIALOGUES.map((messages, at) => ({
    id: `d${at}`,
    conversations: messages.map(({ role, content }) => ({ from: role === "user" ? "human" : "gpt", value: content })),
  }));
  const segmented = DIALOGUES.flatMap((messages, at) =>
    [...segmentRows({ sessionKey: `${at}`, diagnosis: "cold", messages }, { referenceRows: true })].map(
      formatSegmentedRow,
    ),
  );
  return [
    { name: "lines", bytes: Buffer.from(text), ...shown, showsCuts: "within records" },
    { name: "one list", bytes: Buffer.from(JSON.stringify(sessions, null, 1)), ...shown },
    { name: "gzip", bytes: gzipSync(text), ...shown },
    { name: "UTF-16", bytes: Buffer.from(`\uFEFF${text}`, "utf16le"), ...shown, showsCuts: "within records" },
    { name: "chat", bytes: Buffer.from(text), ...shown, showsCuts: "within records", mapping: defaultMapping("chat") },
    {
      name: "ShareGPT",
      bytes: Buffer.from(JSON.stringify(conversations)),
      showsCuts: "all",
      mapping: defaultMapping("sharegpt"),
    },
    {
      name: "segmented",
      bytes: Buffer.from(segmented.join("\n")),
      showsCuts: "not all",
      mapping: defaultMapping("segmented"),
    },
    { name: "CSV", bytes: Buffer.from(table(",")), showsCuts: "not all", mapping: ROWS },
    { name: "TSV, gzip", bytes: gzipSync(table("\t")), showsCuts: "all", mapping: ROWS },
    ...(await writtenByDuckDb()),
  ];
}

async function writtenByDuckDb(): Promise<WholeFile[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-duckdb-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const source = path.join(folder, "rows.jsonl");
    const sessionSource = path.join(folder, "sessions.jsonl");
    await writeFile(source, lines(messageRows));
    await writeFile(sessionSource, lines(sessions));
    const write = async (from: string, options: string) => {
      const to = path.join(folder, "out");
      await connection.run(`COPY (SELECT * FROM read_json_auto('${from}')) TO '${to}' (${options})`);
      return readFile(to);
    };
    return [
      {
        name: "Parquet, snappy",
        bytes: await write(source, "FORMAT parquet, COMPRESSION snappy"),
        showsCuts: "all",
        mapping: ROWS,
      },
      {
        name: "Parquet, zstd, nested",
        bytes: await write(sessionSource, "FORMAT parquet, COMPRESSION zstd"),
        showsCuts: "all",
        mapping: SESSION,
      },
      {
        name: "zstd",
        bytes: await write(sessionSource, "FORMAT json, COMPRESSION zstd"),
        showsCuts: "all",
        mapping: SESSION,
      },
    ];
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
