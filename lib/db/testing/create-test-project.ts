import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";

/** A project for a test, under a name of its own. */
export async function createTestProject(): Promise<string> {
  const id = randomUUID();
  await database.project.create({ data: { id, name: `Test ${id}`, nameKey: `test ${id}` } });
  return id;
}
