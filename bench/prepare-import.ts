import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { findImport } from "@/lib/db/import-reads";
import { defaultMapping } from "@/lib/trajectory/formats/import-options";
import { makeDraft, startImport, takePiece } from "@/lib/workflows/import-draft";

const LOOK_MS = 20;

export interface ImportPass {
  readonly seconds: number;
}

/** What an import writes, table by table, in the order in which keys allow it. */
const TABLES = {
  trajectories:
    "project_id, id, session_key, diagnosis, has_diagnosis, message_count, turn_count, content_hash, import_id, ordinal, created_at",
  messages: "project_id, trajectory_id, position, role, content",
  turns: "project_id, id, trajectory_id, round, context_message_count, response_message_count, stop_label",
  responses: "project_id, id, turn_id, source, sample_index, content",
} as const;

export interface ImportBench {
  /** Empties the tables and has the worker import the file. */
  ours(): Promise<ImportPass>;
  /** Keeps what the last import wrote, a file for each table. */
  keepRows(open: (file: string) => NodeJS.WritableStream): Promise<void>;
  /** Empties the tables and writes the kept rows by COPY, in one transaction. */
  copy(open: (file: string) => NodeJS.ReadableStream): Promise<ImportPass>;
}

export async function prepareImport(input: {
  readonly filePath: string;
  readonly bytes: number;
  readonly folder: string;
  readonly rows: number;
}): Promise<ImportBench> {
  const { filePath, bytes, folder, rows } = input;
  const projectId = randomUUID();
  await database.project.create({ data: { id: projectId, name: projectId, nameKey: projectId } });
  const empty = async () => {
    await database.$executeRawUnsafe(`TRUNCATE ${Object.keys(TABLES).join(", ")} CASCADE`);
    // Neither side pays for what the other left to be written.
    await database.$executeRaw`CHECKPOINT`;
  };
  return {
    ours: async () => {
      await empty();
      const draftId = randomUUID();
      await makeDraft({ projectId, actorId: OPERATOR_ACTOR, id: draftId, files: [{ name: "dialogues.jsonl", bytes }] });
      await takePiece({ projectId, draftId, file: 0, offset: 0, source: createReadStream(filePath) });
      const options = { mapping: defaultMapping("session"), duplicates: "keep", pseudonymize: false } as const;
      const started = performance.now();
      await startImport({ projectId, actorId: OPERATOR_ACTOR, draftId, options });
      for (;;) {
        const view = await findImport(projectId, draftId);
        if (view?.state === "finished" && view.messages === rows) break;
        if (view?.state === "finished" || view?.state === "failed")
          throw new Error(`The import went wrong: ${view.failure}`);
        await wait(LOOK_MS);
      }
      return { seconds: (performance.now() - started) / 1000 };
    },
    keepRows: async (open) => {
      const client = await databasePool().connect();
      try {
        for (const [table, columns] of Object.entries(TABLES)) {
          const out = client.query(copyTo(`COPY ${table} (${columns}) TO STDOUT`));
          await pipeline(out, open(path.join(folder, table)));
        }
      } finally {
        client.release();
      }
    },
    copy: async (open) => {
      await empty();
      const client = await databasePool().connect();
      try {
        const started = performance.now();
        await client.query("BEGIN");
        for (const [table, columns] of Object.entries(TABLES)) {
          await pipeline(
            open(path.join(folder, table)),
            client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)),
          );
        }
        await client.query("COMMIT");
        // As an import does at its end.
        await client.query(`ANALYZE ${Object.keys(TABLES).join(", ")}`);
        return { seconds: (performance.now() - started) / 1000 };
      } finally {
        client.release();
      }
    },
  };
}
