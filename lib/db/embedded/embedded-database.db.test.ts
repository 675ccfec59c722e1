import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { type EmbeddedDatabase, joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";

let folder = "";
let embedded: EmbeddedDatabase | null = null;

afterEach(async () => {
  await embedded?.leave();
  await rm(folder, { recursive: true, force: true });
});

async function addressOfClient(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT host(inet_client_addr()) AS address");
  await client.end();
  return rows[0].address;
}

test.skipIf(process.platform === "win32")("a server is reached by the socket in its folder", async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "so it's "));
  embedded = await joinEmbeddedDatabase(folder, false);
  expect(await addressOfClient(embedded.url)).toBeNull();
});

test("in a folder whose path is too long for a socket, by the loopback address", async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "so-"));
  const deep = path.join(folder, "a".repeat(60), "b".repeat(60));
  await mkdir(deep, { recursive: true });
  embedded = await joinEmbeddedDatabase(deep, false);
  expect(await addressOfClient(embedded.url)).toBe("127.0.0.1");
});
