import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import { listDrafts, makeDraft } from "@/lib/workflows/import-draft";

/** A folder may hold many; more come as one compressed file. */
const MOST_FILES = 1000;

const bodySchema = z.strictObject({
  id: z.uuid({ error: "give the upload a new UUID as id." }),
  files: z
    .array(
      z.strictObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(500)
          .refine((name) => !/\p{Cc}/u.test(name), { error: "a file's name has a control character." }),
        bytes: z.number().int().nonnegative().safe(),
      }),
    )
    .min(1, { error: "name at least one file." })
    .max(MOST_FILES, { error: `at most ${MOST_FILES} files at once.` }),
});

export const GET = handleProjectRequest("trajectory.import", async ({ actor }) => ({
  drafts: await listDrafts(actor.project.id),
  sensitive: await findProjectSensitivity(actor.project.id),
}));

/** Announces files: `{id, files: [{name, bytes}]}`. Their bytes come in pieces afterwards. */
export const POST = handleProjectRequest("trajectory.import", async ({ actor, request }) =>
  makeDraft({ projectId: actor.project.id, actorId: actor.user.id, ...(await parseBody(request, bodySchema)) }),
);
