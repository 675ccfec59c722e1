import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/export/canonical-json";
import { exportSettingsSchema } from "@/lib/export/export-settings";
import { double, text } from "@/lib/export/formats/row-format";
import { LEFT_OUT_REASONS } from "@/lib/export/left-out";
import { type ManifestInput, manifest } from "@/lib/export/manifest";

const input: ManifestInput = {
  format: "reward",
  project: "Sore throats",
  settings: exportSettingsSchema.parse({}),
  columns: [text("cid"), double("reward")],
  looksAt: "responses",
  rowsIn: 10,
  rowsOut: 7,
  leftOut: { "no target information": 2, "failed grade": 1 },
  files: [
    {
      name: "reward.jsonl",
      split: "train",
      rows: 7,
      bytes: 1234,
      sha256: "ab".repeat(32),
      rowGroups: [{ rows: 7, bytes: 1234, sha256: "ef".repeat(32) }],
    },
  ],
  graderVersion: { label: "offline 1", contentHash: "cd".repeat(32), models: [] },
  round: null,
  certificate: null,
  verdictOrdinal: 2n ** 60n,
  trajectoryOrdinal: 3n,
  codeVersion: "0.1.0",
};

describe("manifest", () => {
  it("says what is in the file, what is not and why, and what made it", () => {
    expect(JSON.parse(manifest(input))).toEqual({
      format: { name: "second-opinion/reward", version: 2 },
      kind: "reward",
      project: "Sore throats",
      filter: { source: "all", reviewedOnly: false },
      policy: { kind: "relabel" },
      split: null,
      thresholds: { goodFrom: null, leastGap: 0.5 },
      reward: { fusionMode: "default", trainMode: "Ra+Rs" },
      schema: [
        { name: "cid", type: "text" },
        { name: "reward", type: "double" },
      ],
      rows: {
        of: "responses",
        in: 10,
        out: 7,
        leftOut: {
          ...Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, 0])),
          "failed grade": 1,
          "no target information": 2,
        },
      },
      file: { bytes: 1234, sha256: "ab".repeat(32) },
      files: input.files,
      graderVersion: { label: "offline 1", contentHash: "cd".repeat(32), models: [] },
      round: null,
      certificate: null,
      verdictCut: { ordinal: "1152921504606846976" },
      trajectoryCut: { ordinal: "3" },
      codeVersion: "0.1.0",
    });
  });

  it("gives the same bytes whatever the order of its inputs", () => {
    const reversed = Object.fromEntries(Object.entries(input).reverse()) as unknown as ManifestInput;
    expect(manifest(reversed)).toBe(manifest(input));
  });

  it("refuses counts that don't add up, and a hash that is none", () => {
    expect(() => manifest({ ...input, rowsOut: 8 })).toThrow(/10 in, 8 out, 3 left out/);
    const [file] = input.files;
    if (file === undefined) throw new Error("No file.");
    expect(() => manifest({ ...input, files: [{ ...file, sha256: "" }] })).toThrow(/SHA-256/);
    expect(() => manifest({ ...input, files: [{ ...file, rowGroups: [] }] })).toThrow(/7 rows, and 0/);
  });
});

describe("canonicalJson", () => {
  it("keeps values and forgets the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (value) => {
        const written = canonicalJson(value);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(written);
      }),
    );
  });

  it("sorts inside lists and refuses what JSON lacks", () => {
    expect(canonicalJson([{ b: 1, a: [null] }])).toBe('[\n  {\n    "a": [\n      null\n    ],\n    "b": 1\n  }\n]\n');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(RangeError);
  });
});
