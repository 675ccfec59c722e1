import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findImport } from "@/lib/db/import-reads";
import { failDeadImports } from "@/lib/db/import-writes";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { importSchema } from "@/lib/queries/pipeline-contract";
import { importSessions } from "@/lib/workflows/import-sessions";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";

async function* chunks(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function session(id: unknown, ...contents: string[]): string {
  const messages = contents.map((content, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content }));
  return JSON.stringify({ session_id: id, diagn: "cold", messages });
}

function run(projectId: string, source: AsyncIterable<Uint8Array>, importId: string = randomUUID()) {
  return importSessions({ projectId, importId, actorId: "operator", fileName: "some.jsonl", bytesTotal: null, source });
}

async function countRows(projectId: string) {
  const where = { projectId };
  return {
    trajectories: await database.trajectory.count({ where }),
    messages: await database.message.count({ where }),
    turns: await database.turn.count({ where }),
    responses: await database.response.count({ where }),
  };
}

test("rows keep text, types of ids and the expert's own responses", async () => {
  const projectId = await createTestProject();
  const odd = "tab\there \\ back\\N slash\r\nline two 系统 🙂 \\.";
  const lines = [
    session(35310, odd, "Since when?", "Monday", "Any fever?", "No"),
    `{"session_id": "35310", "messages": [{"role": "assistant", "content": "Hello"}]}`,
  ];
  const importId = randomUUID();
  const counts = await run(projectId, chunks(lines.join("\n")), importId);
  expect(counts).toMatchObject({
    trajectories: 2,
    messages: 6,
    turns: 3,
    unchanged: 0,
    refused: [],
    leftOut: { "ends with the expert": 1 },
  });
  const [first, second] = await database.trajectory.findMany({
    where: { projectId },
    orderBy: { ordinal: "asc" },
    include: {
      messages: { orderBy: { position: "asc" } },
      turns: { orderBy: { round: "asc" }, include: { responses: true } },
    },
  });
  expect(first).toMatchObject({ sessionKey: "35310", diagnosis: "cold", hasDiagnosis: true, turnCount: 3 });
  expect(first?.messages[0]?.content).toBe(odd);
  expect(first?.turns.map((turn) => [turn.contextMessageCount, turn.stopLabel, turn.responses[0]?.content])).toEqual([
    [1, "continue", "Since when?"],
    [3, "continue", "Any fever?"],
    [5, "stop", "<stop />"],
  ]);
  expect(second).toMatchObject({ sessionKey: '"35310"', diagnosis: "", hasDiagnosis: false, turnCount: 0 });

  const view = importSchema.parse(await findImport(projectId, importId));
  expect(view).toMatchObject({ state: "finished", trajectories: 2, bytesRead: Buffer.byteLength(lines.join("\n")) });
  const audit = await database.auditEvent.findMany({ where: { projectId } });
  expect(audit.map(({ action, subjectId }) => [action, subjectId])).toEqual([["import.finished", importId]]);
});

test("a second import of the same file adds nothing and says so", async () => {
  const projectId = await createTestProject();
  const file = [session(1, "a", "b?", "c"), session("x", "d")].join("\n");
  await run(projectId, chunks(file));
  const before = await countRows(projectId);
  expect(await run(projectId, chunks(file))).toMatchObject({ trajectories: 0, messages: 0, turns: 0, unchanged: 2 });
  expect(await countRows(projectId)).toEqual(before);
});

test("a changed dialogue under a known id is refused, also within one file; the good lines go in", async () => {
  const projectId = await createTestProject();
  await run(projectId, chunks(session(1, "a", "b?", "c")));
  const counts = await run(
    projectId,
    chunks(
      [
        session(1, "a", "b?", "changed"),
        "",
        "not json",
        session(2, "new"),
        session(2, "other"),
        session(2, "new"),
        `{"session_id": 3, "messages": []}`,
        `{"session_id": 4, "messages": [{"role": "user", "content": "a\\u0000b"}]}`,
        `{"session_id": 5, "messages": [{"role": "nurse", "content": "a"}]}`,
        `{"session_id": 6, "messages": [{"role": "user", "content": "\\ud800"}]}`,
      ].join("\n"),
    ),
  );
  expect(counts).toMatchObject({ trajectories: 1, unchanged: 1, refusedCount: 7 });
  expect(counts.refused.map(({ line }) => line)).toEqual([1, 3, 5, 7, 8, 9, 10]);
  expect(counts.refused[0]?.reason).toMatch(/^Session 1 is known with another dialogue/);
  expect(counts.refused[2]?.reason).toMatch(/^Session 2 is known with another dialogue/);
  expect(await countRows(projectId)).toMatchObject({ trajectories: 2, messages: 4 });
});

test.each([
  ["an empty file", "", /some\.jsonl is empty/],
  ["blank lines", "\n\r\n  \n", /some\.jsonl is empty/],
  ["a binary file", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0xff, 10, 1, 0, 3]), /not a text file/],
  ["no valid line", "{}\nnull", /all 2 lines were refused\. Line 1: session_id is missing/],
])("%s is an error in one sentence, kept in the import's row", async (_name, content, sentence) => {
  const projectId = await createTestProject();
  const importId = randomUUID();
  await expect(run(projectId, chunks(content), importId)).rejects.toMatchObject({
    kind: "invalid",
    message: expect.stringMatching(sentence),
  });
  expect(await findImport(projectId, importId)).toMatchObject({
    state: "failed",
    failure: expect.stringMatching(sentence),
  });
});

test("an upload id counts once", async () => {
  const projectId = await createTestProject();
  const importId = randomUUID();
  await run(projectId, chunks(session(1, "a")), importId);
  await expect(run(projectId, chunks(session(2, "a")), importId)).rejects.toMatchObject({ kind: "conflict" });
  expect(await countRows(projectId)).toMatchObject({ trajectories: 1 });
});

test("an import that breaks off keeps what went in, and a second one adds the rest", async () => {
  const projectId = await createTestProject();
  const lines = Array.from({ length: 450 }, (_, at) => `${session(at, "a", "b?", "c")}\n`);
  async function* breaking(): AsyncGenerator<Uint8Array> {
    for (const line of lines.slice(0, 420)) yield Buffer.from(line);
    throw new Error("connection reset");
  }
  const importId = randomUUID();
  await expect(run(projectId, breaking(), importId)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("after 250 trajectories"),
  });
  expect(await findImport(projectId, importId)).toMatchObject({ state: "failed", trajectories: 250 });
  expect(await run(projectId, chunks(lines.join(""), 4096))).toMatchObject({ trajectories: 200, unchanged: 250 });
  expect(await countRows(projectId)).toEqual({ trajectories: 450, messages: 1350, turns: 900, responses: 900 });
});

test("two imports of one file at the same time write each trajectory once", async () => {
  const projectId = await createTestProject();
  const lines = Array.from({ length: 500 }, (_, at) => session(at, "a", "b?", "c"));
  const [forwards, backwards] = await Promise.all([
    run(projectId, chunks(lines.join("\n"), 4096)),
    run(projectId, chunks([...lines].reverse().join("\n"), 4096)),
  ]);
  expect(forwards.trajectories + backwards.trajectories).toBe(500);
  expect(forwards.unchanged + backwards.unchanged).toBe(500);
  expect(await countRows(projectId)).toMatchObject({ trajectories: 500, messages: 1500 });
});

test("an import whose process died is found and said to have failed; a living one is left alone", async () => {
  const projectId = await createTestProject();
  const importId = randomUUID();
  const long = new Date(Date.now() - 60_000);
  await database.import.create({
    data: { projectId, id: importId, fileName: "dead.jsonl", actorId: "operator", startedAt: long },
  });
  const living = randomUUID();
  async function* watched(): AsyncGenerator<Uint8Array> {
    await database.import.updateMany({ where: { id: living }, data: { startedAt: long } });
    yield Buffer.from(session(1, "a"));
    await failDeadImports("Interrupted.");
    expect(await findImport(projectId, living)).toMatchObject({ state: "running" });
  }
  await run(projectId, watched(), living);
  expect(await findImport(projectId, importId)).toMatchObject({ state: "failed", failure: "Interrupted." });
  expect(await findImport(projectId, living)).toMatchObject({ state: "finished" });
});

describe.skipIf(!existsSync(PRIMOCK))("57 real consultations", () => {
  test("go in whole, and once", async () => {
    const projectId = await createTestProject();
    const counts = await run(projectId, createReadStream(PRIMOCK));
    expect(counts).toMatchObject({
      trajectories: 57,
      messages: 5347,
      turns: 2666,
      unchanged: 0,
      refused: [],
      // 2,698 rounds of the reference, of which 2,666 are turns.
      leftOut: { "ends with the expert": 32 },
    });
    expect(await countRows(projectId)).toEqual({ trajectories: 57, messages: 5347, turns: 2666, responses: 2666 });
    expect(await database.turn.count({ where: { projectId, stopLabel: "stop" } })).toBe(57);

    expect(await run(projectId, createReadStream(PRIMOCK))).toMatchObject({ trajectories: 0, unchanged: 57 });

    const [firstLine = ""] = (await readFile(PRIMOCK, "utf8")).split("\n");
    const changed = JSON.parse(firstLine) as { messages: { content: string }[] };
    const [message] = changed.messages;
    if (message !== undefined) message.content += " ";
    await expect(run(projectId, chunks(JSON.stringify(changed), 1000))).rejects.toThrow(/known with another dialogue/);
  });
});
