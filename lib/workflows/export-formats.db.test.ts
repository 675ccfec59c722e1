import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExportFormat, type RequestedSettings, requestedSettingsSchema } from "@/lib/export/export-settings";
import { exportTo } from "@/lib/workflows/export-to";
import { gradedProject } from "@/lib/workflows/testing/graded-project";
import { readWithDuckDb } from "@/lib/workflows/testing/read-with-duckdb";
import { verifyExport } from "@/lib/workflows/verify-export";

/** Quotes, commas, line breaks, two scripts, right to left, emoji: whatever a table might stumble over. */
const AWKWARD = 'He said "ow", then\r\nnothing; 嗓子疼 שלום 🤒 =1+1';

let folder = "";
let projectId = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-formats-"));
  projectId = await gradedProject(
    ["a", AWKWARD, "c", "", "d"],
    ["<stop />", "Is it sunny? And do you like tea? Or milk?"],
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let built = 0;
async function build(format: ExportFormat, settings: Partial<RequestedSettings> = {}) {
  built += 1;
  const place = { layout: "folder", path: path.join(folder, String(built)) } as const;
  const view = await exportTo({
    projectId,
    actorId: "operator",
    format,
    settings: requestedSettingsSchema.parse(settings),
    place,
  });
  const manifest = JSON.parse(await readFile(path.join(place.path, "manifest.json"), "utf8"));
  const verified = await verifyExport(path.join(place.path, "manifest.json"));
  expect(verified).toMatchObject({ ok: true, unknown: [] });
  return { view, manifest, at: (name: string) => path.join(place.path, name) };
}

interface JsonRow {
  readonly cid: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response: string;
  readonly source: string;
  readonly reward: number;
  readonly [name: string]: unknown;
}

async function linesOf(file: string): Promise<JsonRow[]> {
  const text = await readFile(file, "utf8");
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
}

/** Every rewarded response, as the flat lines of JSON have it; the other formats are compared with these. */
async function allRows() {
  const { at, view } = await build("jsonl");
  const rows = await linesOf(at("jsonl.jsonl"));
  expect(rows).toHaveLength(view.rowsWritten);
  expect(rows.length).toBeGreaterThan(40);
  return rows;
}

test("the flat rows are the same as lines of JSON, as CSV and as Parquet, typed, by DuckDB's readers", async () => {
  const rows = await allRows();
  expect(rows.map(({ messages }) => JSON.stringify(messages)).join("")).toContain(JSON.stringify(AWKWARD).slice(1, -1));

  const parquet = await build("parquet");
  const file = parquet.at("parquet.parquet");
  expect(await readWithDuckDb(`SELECT * FROM '${file}'`)).toEqual(rows);
  const types = await readWithDuckDb(`DESCRIBE SELECT * FROM '${file}'`);
  const typeOf = (name: string) => types.find(({ column_name }) => column_name === name)?.column_type;
  expect(typeOf("reward")).toBe("DOUBLE");
  expect(typeOf("round")).toBe("INTEGER");
  expect(typeOf("cid")).toBe("VARCHAR");
  expect(typeOf("messages")).toMatch(/^STRUCT\("?role"? VARCHAR, "?content"? VARCHAR\)\[\]$/);
  const [meta] = await readWithDuckDb(`SELECT DISTINCT compression FROM parquet_metadata('${file}')`);
  expect(meta).toEqual({ compression: "SNAPPY" });

  const csv = await build("csv");
  const duckTypes: Record<string, string> = {
    text: "VARCHAR",
    double: "DOUBLE",
    int32: "INTEGER",
    messages: "VARCHAR",
  };
  const columns = csv.manifest.schema
    .map(({ name, type }: { name: string; type: string }) => `'${name}': '${duckTypes[type]}'`)
    .join(", ");
  const read = await readWithDuckDb(
    `SELECT * FROM read_csv('${csv.at("csv.csv")}', header = true, nullstr = '', allow_quoted_nulls = false, columns = {${columns}})`,
  );
  expect(read.map((row) => ({ ...row, messages: JSON.parse(String(row.messages)) }))).toEqual(rows);

  const json = await readWithDuckDb(
    `SELECT cid, reward, len(messages) AS said FROM read_json('${(await build("jsonl")).at("jsonl.jsonl")}', format = 'newline_delimited')`,
  );
  expect(json.map(({ cid, reward, said }) => [cid, reward, Number(said)])).toEqual(
    rows.map(({ cid, reward, messages }) => [cid, reward, messages.length]),
  );
});

test("verl's Parquet has a prompt, a ground truth and what is known of each turn", async () => {
  const training = await build("training");
  const turns = await linesOf(training.at("train.jsonl"));
  const { at } = await build("verl");
  const rows = await readWithDuckDb(`SELECT * FROM '${at("verl.parquet")}'`);
  expect(rows).toHaveLength(turns.length);
  expect(Object.keys(rows[0] ?? {})).toEqual(["data_source", "prompt", "ability", "reward_model", "extra_info"]);
  for (const [row, turn] of rows.map((one, index) => [one, turns[index]] as const)) {
    expect(row.prompt).toEqual(turn?.messages);
    expect(row.ability).toBe("medicine");
    const { style, ground_truth } = row.reward_model as { style: string; ground_truth: string };
    expect(style).toBe("rule");
    expect(JSON.parse(ground_truth)).toEqual({ decision_truth: turn?.decision_truth, info_truth: turn?.info_truth });
    expect(row.extra_info).toMatchObject({ split: "train", cid: turn?.cid, weight: 1, provenance: "machine" });
  }
  // The trainer's configuration stands beside the training rows and reads them.
  const config = await readFile(training.at("trinity.yaml"), "utf8");
  expect(config).toContain("prompt_key: messages");
  expect(config).toContain('train_mode: "Ra+Rs"');
  expect(config).toMatch(/path: \$\{oc\.env:TRINITY_TASKSET_PATH,\.\}/);
});

describe("TRL's formats hold", () => {
  test("KTO: each rewarded response and whether it is good", async () => {
    const rows = await allRows();
    const { at } = await build("kto", { goodFrom: 3 });
    const kto = await linesOf(at("kto.jsonl"));
    expect(kto.map(({ prompt, completion, label }) => ({ prompt, completion, label }))).toEqual(
      rows.map(({ messages, response, reward }) => ({
        prompt: messages,
        completion: [{ role: "assistant", content: response }],
        label: reward >= 3,
      })),
    );
    expect(new Set(kto.map(({ label }) => label)).size).toBe(2);
    const [counted] = await readWithDuckDb(`SELECT count(*) AS n FROM read_json('${at("kto.jsonl")}')`);
    expect(Number(counted?.n)).toBe(rows.length);
  });

  test("SFT: those good enough, the others counted", async () => {
    const rows = await allRows();
    const { at, view, manifest } = await build("sft", {
      goodFrom: 3,
      filter: { source: "expert", reviewedOnly: false },
    });
    const good = rows.filter(({ reward, source }) => reward >= 3 && source === "expert");
    expect((await linesOf(at("sft.jsonl"))).map(({ cid }) => cid)).toEqual(good.map(({ cid }) => cid));
    expect(view.leftOut["of another source"]).toBe(40);
    expect(manifest.rows.in).toBe(60);
    expect(manifest.rows.out + Object.values<number>(manifest.rows.leftOut).reduce((a, b) => a + b)).toBe(60);
  });

  test("DPO: the best and the worst of a turn", async () => {
    const rows = await allRows();
    const { at } = await build("dpo");
    const pairs = await linesOf(at("dpo.jsonl"));
    expect(pairs.length).toBeGreaterThan(8);
    for (const { cid, chosen_reward, rejected_reward, chosen, rejected } of pairs) {
      const rewards = rows.filter((row) => row.cid === cid).map(({ reward }) => Number(reward));
      expect([chosen_reward, rejected_reward]).toEqual([Math.max(...rewards), Math.min(...rewards)]);
      const responseOf = (list: unknown) => (list as { content: string }[])[0]?.content;
      const rewardOf = (response: unknown) => rows.find((row) => row.cid === cid && row.response === response)?.reward;
      expect(rewardOf(responseOf(chosen))).toBe(chosen_reward);
      expect(rewardOf(responseOf(rejected))).toBe(rejected_reward);
    }
  });

  test("process rewards: a dialogue's steps in order", async () => {
    const rows = await allRows();
    const { at } = await build("process");
    const dialogues = await linesOf(at("process.jsonl"));
    expect(dialogues).toHaveLength(5);
    for (const { session_id, completions, labels, rewards, cids, prompt } of dialogues) {
      const steps = rows.filter((row) => row.source === "expert" && row.session_id === String(session_id));
      expect(cids).toEqual(steps.map(({ cid }) => cid));
      expect(rewards).toEqual(steps.map(({ reward }) => reward));
      expect(labels).toEqual(steps.map(({ reward }) => reward >= 3));
      expect(String(prompt)).toMatch(/^user: Doctor, I have a cough\./);
      for (const [index, text] of (completions as string[]).entries()) {
        expect(text.endsWith(`assistant: ${steps[index]?.response}`)).toBe(true);
      }
    }
  });
});

test("the hub's folder has a card whose header names its files, rows and columns", async () => {
  const rows = await allRows();
  const { at, manifest } = await build("huggingface", {
    split: { seed: 3, validation: 0.2, test: 0.2 },
    licence: "cc-by-4.0",
  });
  const card = await readFile(at("README.md"), "utf8");
  expect(card).toMatch(/^---\n/);
  expect(card).toContain("license: cc-by-4.0");
  for (const { name, split, rows: count } of manifest.files.filter((file: { split: unknown }) => file.split !== null)) {
    expect(card).toContain(`path: ${name}`);
    expect(card).toContain(`- name: ${split}\n    num_bytes:`);
    expect(card).toContain(`num_examples: ${count}`);
  }
  const read = await readWithDuckDb(`SELECT cid, response, split FROM '${at("data/*.parquet")}'`);
  expect(read).toHaveLength(rows.length);
  // A dialogue is on one side only.
  const sides = new Map<string, Set<unknown>>();
  for (const { cid, split } of read) {
    const session = String(cid).split("_")[0] ?? "";
    sides.set(session, (sides.get(session) ?? new Set()).add(split));
  }
  expect([...sides.values()].every((splits) => splits.size === 1)).toBe(true);
  expect(new Set([...sides.values()].flatMap((splits) => [...splits]))).toEqual(
    new Set(["train", "validation", "test"]),
  );
});

test("the same inputs give the same bytes, in every format", async () => {
  for (const format of ["training", "reward", "verl", "kto", "dpo", "sft", "process", "csv", "parquet"] as const) {
    const settings = { split: { seed: 1, validation: 0.2, test: 0 } };
    const [first, second] = [await build(format, settings), await build(format, settings)];
    expect(await readFile(second.at("manifest.json"))).toEqual(await readFile(first.at("manifest.json")));
  }
});

test("verify finds a flipped byte, a missing file and a damaged manifest", async () => {
  const { at } = await build("huggingface");
  const data = at("data/train-00000-of-00001.parquet");
  const bytes = await readFile(data);
  const flipped = Buffer.from(bytes);
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  await writeFile(data, flipped);
  await writeFile(at("stray.txt"), "x");
  const found = await verifyExport(at("manifest.json"));
  expect(found.ok).toBe(false);
  expect(found.unknown).toEqual(["stray.txt"]);
  expect(found.files.find(({ name }) => name.endsWith("parquet"))?.problems).toEqual([
    expect.stringMatching(/^row group 1 of 1 \(bytes 0 to \d+\) differs$/),
    expect.stringContaining("SHA-256 differs"),
  ]);
  await rm(data);
  expect((await verifyExport(at("manifest.json"))).files.flatMap(({ problems }) => problems)).toEqual(["is missing"]);

  const manifest = await readFile(at("manifest.json"), "utf8");
  await writeFile(at("manifest.json"), manifest.slice(0, -40));
  await expect(verifyExport(at("manifest.json"))).rejects.toThrow(/is no JSON/);
  await writeFile(at("manifest.json"), manifest.replace(/"out": \d+/, '"out": 1'));
  await expect(verifyExport(at("manifest.json"))).rejects.toThrow(/contradicts itself/);
  await writeFile(at("manifest.json"), manifest.replace("README.md", "../README.md"));
  await expect(verifyExport(at("manifest.json"))).rejects.toThrow(/outside of its folder/);
});
