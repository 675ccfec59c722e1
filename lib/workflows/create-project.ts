import { randomUUID } from "node:crypto";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, type Transaction } from "@/lib/db/client";
import { insertMember } from "@/lib/db/member-writes";
import { insertProject } from "@/lib/db/project-writes";
import { AppError } from "@/lib/kernel/app-error";

const NAME_MAX_CHARACTERS = 80;

/**
 * The name as it is kept: spaces at the ends and repeated ones gone.
 * @throws AppError invalid where nothing is left, or too much, or it has characters that can't be seen.
 */
function checkProjectName(name: string): string {
  const tidy = name.trim().replace(/\s+/gu, " ");
  if (tidy === "") throw new AppError("invalid", "Give the project a name.");
  if ([...tidy].length > NAME_MAX_CHARACTERS) {
    throw new AppError("invalid", `The project's name must have at most ${NAME_MAX_CHARACTERS} characters.`);
  }
  if (/\p{C}/u.test(tidy)) {
    throw new AppError("invalid", "The project's name has characters that can't be seen. Type it anew.");
  }
  return tidy;
}

type NewProject = {
  readonly name: string;
  /** A user id, or OPERATOR_ACTOR for the command line. */
  readonly actorId: string;
  /** Who administers it from the start; null for the command line, whose projects the server's operator sees. */
  readonly administratorId: string | null;
};

/** {@link createProject} inside a transaction of the caller's. */
export async function createProjectWithin(
  transaction: Transaction,
  project: NewProject,
): Promise<{ id: string; name: string }> {
  const name = checkProjectName(project.name);
  const id = randomUUID();
  if (!(await insertProject(transaction, { id, name }))) {
    throw new AppError("conflict", `There is a project called “${name}” already. Choose another name.`);
  }
  if (project.administratorId !== null) {
    await insertMember(transaction, { projectId: id, userId: project.administratorId, role: "administrator" });
  }
  await writeAuditEvent(transaction, {
    projectId: id,
    actorId: project.actorId,
    action: "project.created",
    subjectId: id,
    detail: { name },
  });
  return { id, name };
}

/**
 * Makes a project.
 * @throws AppError invalid for the name; conflict where a project of that name exists, without regard to case.
 */
export async function createProject(project: NewProject): Promise<{ id: string; name: string }> {
  return database.$transaction((transaction) => createProjectWithin(transaction, project));
}
