import { prepareQueue } from "@/bench/prepare-queue";
import { makeMember, signInAs } from "@/lib/auth/testing/people";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { database, databasePool } from "@/lib/db/client";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { DIALOGUE_GRADES, DIALOGUE_QUEUED_UNITS } from "@/testkit/dialogues/graded-project";

interface Page {
  readonly name: string;
  readonly path: string;
}

/**
 * A project with so many grades, an open round and answers, and the pages that list or count what is in it. Comparing two
 * versions is none of them: it joins all grades of both, and takes its time.
 */
export async function prepareLists(
  grades: number,
  verdicts: number,
  readers: number,
  say: (line: string) => void,
): Promise<{ readonly cookie: string; readonly pages: readonly Page[] }> {
  const dialogues = Math.ceil(grades / DIALOGUE_GRADES);
  const { projectId, roundId } = await prepareQueue(dialogues * DIALOGUE_QUEUED_UNITS, readers, say);
  const userId = await makeMember(projectId, "researcher@example.org", "researcher");
  await answer(projectId, verdicts, userId);
  say(`${verdicts} answers given`);
  await databasePool().query("VACUUM ANALYZE");
  const run = await database.gradingRun.findFirstOrThrow({ where: { projectId } });
  const middle = await database.trajectory.findFirstOrThrow({
    where: { projectId },
    orderBy: { ordinal: "asc" },
    skip: Math.floor(dialogues / 2),
    include: { turns: { take: 1 } },
  });
  const imported = await database.import.findFirstOrThrow({ where: { projectId } });
  const page = (name: string, query = "", at: readonly [string, string][] = []): Page => ({
    name: name + (query === "" ? "" : ` ${query}`),
    path: `/api/projects/${projectId}/${at.reduce((path, [from, to]) => path.replace(from, to), name)}${query}`,
  });
  const pages: Page[] = [
    page("overview"),
    page("trajectories"),
    {
      ...page("trajectories"),
      name: "trajectories, a page in the middle",
      path: `${page("trajectories").path}?after=${middle.ordinal}`,
    },
    page("trajectories", "?search=infection"),
    page("trajectories", `?search=${dialogues - 1}`),
    page("trajectories", "?search=nowhere%20to%20be%20found"),
    page("trajectories/:trajectory", "", [[":trajectory", middle.id]]),
    page("review/decisions"),
    page("review/bookmarks"),
    page("review/agreement"),
    page("review/trajectories/:trajectory", "", [[":trajectory", middle.id]]),
    page("review/turns/:turn", "", [[":turn", middle.turns[0]?.id ?? ""]]),
    page("rounds"),
    page("rounds/:round", "", [[":round", roundId]]),
    page("rounds/:round/live", "", [[":round", roundId]]),
    page("grading-runs"),
    page("grading-runs/:run/failures", "", [[":run", run.id]]),
    page("graders"),
    page("endpoints"),
    page("candidates"),
    page("candidates/clusters"),
    page("imports"),
    page("imports/:import", "", [[":import", imported.id]]),
    page("imports/:import/problems", "", [[":import", imported.id]]),
    page("imports/drafts"),
    page("exports"),
    page("members"),
    { name: "key-map", path: "/api/key-map" },
  ];
  return { cookie: await signInAs(userId), pages };
}

/** One reader's answers, three of four that the grade is right, on units all over the project. */
async function answer(projectId: string, count: number, readerId: string): Promise<void> {
  const { rows } = await databasePool().query<{ id: string; stop_label: "continue" | "stop" }>(
    `SELECT u.id, g.stop_label::text AS stop_label
       FROM units u JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
      WHERE u.project_id = $1 AND u.criterion = 'decision' ORDER BY u.id LIMIT $2`,
    [projectId, count],
  );
  for (const [at, unit] of rows.entries()) {
    const said = {
      idempotencyKey: `bench-answer-${at}`,
      unitId: unit.id,
      handOutId: null,
      gradeRevision: 0,
      activeMs: 4_000,
      comment: null,
    };
    const value: VerdictValue = {
      criterion: "decision",
      stopLabel: unit.stop_label === "stop" ? "continue" : "stop",
    };
    const input =
      at % 4 === 0 ? { ...said, kind: "wrong" as const, value, reasonCode: null } : { ...said, kind: "agree" as const };
    await recordVerdict({ projectId, readerId, input });
  }
}
