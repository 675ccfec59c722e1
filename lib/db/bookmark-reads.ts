import { database } from "@/lib/db/client";

/** The list shows this many; older bookmarks stay set. */
const LISTED_BOOKMARKS = 200;

export interface BookmarkRow {
  readonly turnId: string;
  readonly trajectoryId: string;
  readonly sessionKey: string;
  readonly round: number;
  readonly createdAt: Date;
}

/** A reader's bookmarks, newest first. */
export async function readBookmarks(projectId: string, readerId: string): Promise<BookmarkRow[]> {
  return database.$queryRaw<BookmarkRow[]>`
    SELECT b.turn_id AS "turnId", t.trajectory_id AS "trajectoryId", d.session_key AS "sessionKey", t.round,
           b.created_at AS "createdAt"
      FROM bookmarks b
      JOIN turns t ON t.project_id = b.project_id AND t.id = b.turn_id
      JOIN trajectories d ON d.project_id = t.project_id AND d.id = t.trajectory_id
     WHERE b.project_id = ${projectId}::uuid AND b.reader_id = ${readerId}
     ORDER BY b.created_at DESC, b.turn_id LIMIT ${LISTED_BOOKMARKS}`;
}

export async function hasBookmark(projectId: string, readerId: string, turnId: string): Promise<boolean> {
  return (await database.bookmark.count({ where: { projectId, readerId, turnId } })) > 0;
}
