import { database } from "@/lib/db/client";

/** Sets or removes a reader's bookmark; the same again changes nothing. False where the project has no such turn. */
export async function putBookmark(
  projectId: string,
  readerId: string,
  turnId: string,
  isSet: boolean,
): Promise<boolean> {
  if (!isSet) {
    await database.bookmark.deleteMany({ where: { projectId, readerId, turnId } });
    return true;
  }
  const turn = await database.turn.findUnique({
    where: { projectId_id: { projectId, id: turnId } },
    select: { id: true },
  });
  if (turn === null) return false;
  await database.bookmark.createMany({ data: [{ projectId, readerId, turnId }], skipDuplicates: true });
  return true;
}
