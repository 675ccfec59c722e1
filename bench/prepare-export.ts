import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { to as copyTo } from "pg-copy-streams";
import { REWARD_ROWS_SQL } from "@/bench/reward-rows-sql";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { databasePool } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { exportFolder } from "@/lib/workflows/export-place";
import { startExport } from "@/lib/workflows/start-export";
import { DIALOGUE_TURNS, makeGradedProject } from "@/testkit/dialogues/graded-project";

interface ExportPass {
  readonly seconds: number;
  readonly exportId: string;
}

export interface PreparedExport {
  /** Starts an export and waits until it is finished. */
  runExport(look: () => Promise<void>): Promise<ExportPass>;
  /** Seconds of the same rows by COPY. */
  runCopy(): Promise<number>;
  /** Throws where the two are not the same rows, byte for byte but for blanks. */
  checkRows(pass: ExportPass): Promise<{ rows: number }>;
}

/** Dialogues of twelve messages of about sixty characters with grades of every unit, written without asking a grader. */
export async function prepareExport(rows: number, say: (line: string) => void): Promise<PreparedExport> {
  const dialogues = Math.round(rows / DIALOGUE_TURNS);
  const { projectId, graderVersionId } = await makeGradedProject(dialogues, say);
  const run = async (look: () => Promise<void>) => {
    const startedAt = performance.now();
    const { id } = await startExport({ projectId, actorId: OPERATOR_ACTOR, format: "reward" });
    for (;;) {
      const view = await findExport(projectId, id);
      if (view?.state === "finished") return { seconds: (performance.now() - startedAt) / 1000, exportId: id };
      if (view === null || view.state === "failed") throw new Error(`The export failed: ${view?.failure}`);
      await look();
    }
  };
  const copy = async (onChunk: (chunk: Buffer) => void) => {
    const client = await databasePool().connect();
    try {
      const sql = REWARD_ROWS_SQL.replaceAll(":project", `'${projectId}'`).replaceAll(
        ":version",
        `'${graderVersionId}'`,
      );
      for await (const chunk of client.query(copyTo(`COPY (${sql}) TO STDOUT`))) onChunk(chunk);
    } finally {
      client.release();
    }
  };
  return {
    runExport: run,
    runCopy: async () => {
      const startedAt = performance.now();
      await copy(() => undefined);
      return (performance.now() - startedAt) / 1000;
    },
    checkRows: async ({ exportId }) => {
      const view = await findExport(projectId, exportId);
      const [ours, copied] = [createHash("sha256"), createHash("sha256")];
      // Blanks are all that may differ between two writers of JSON; a backslash of a line of COPY is doubled.
      const bare = (chunk: Buffer) => chunk.toString("latin1").replaceAll(" ", "").replaceAll("\\\\", "\\");
      for await (const chunk of createReadStream(path.join(exportFolder(projectId, exportId), "reward.jsonl"))) {
        ours.update(bare(chunk));
      }
      await copy((chunk) => copied.update(bare(chunk)));
      if (ours.digest("hex") !== copied.digest("hex")) throw new Error("The export and COPY don't give the same rows.");
      return { rows: view?.rowsWritten ?? 0 };
    },
  };
}
