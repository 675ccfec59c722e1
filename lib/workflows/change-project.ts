import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { updateProjectSensitivity } from "@/lib/db/project-writes";

interface ProjectChange {
  readonly projectId: string;
  readonly actorId: string;
  /** Lists of problems tell no words of the dialogues. Holds for what is read from now on. */
  readonly sensitive: boolean;
}

/** Changes a project's settings. */
export async function changeProject({ projectId, actorId, sensitive }: ProjectChange): Promise<void> {
  await database.$transaction(async (transaction) => {
    await updateProjectSensitivity(transaction, projectId, sensitive);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "project.changed",
      subjectId: projectId,
      detail: { sensitive },
    });
  });
}
