import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { findImport } from "@/lib/db/import-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { ImportView } from "@/lib/queries/pipeline-contract";
import { importSessions } from "@/lib/workflows/import-sessions";

/** The synthetic consultations that come with the program, from its root. */
const DEMO_FILE = "prisma/seed/demo.sessions.jsonl";

/** Imports the consultations that come with the program. Once they are there, it adds nothing and says so. */
export async function importDemo(request: {
  readonly projectId: string;
  readonly actorId: string;
}): Promise<ImportView> {
  const { projectId, actorId } = request;
  const importId = randomUUID();
  const file = path.join(process.cwd(), DEMO_FILE);
  const size = await stat(file).then(
    ({ size }) => size,
    () => null,
  );
  if (size === null) throw new AppError("missing", "The demo consultations are missing from this installation.");
  await importSessions({
    projectId,
    actorId,
    importId,
    fileName: path.basename(DEMO_FILE),
    bytesTotal: size,
    source: createReadStream(file),
  });
  const view = await findImport(projectId, importId);
  if (view === null) throw new Error("The import that just ended is gone.");
  return view;
}
