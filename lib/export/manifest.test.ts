import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/export/canonical-json";
import { type ManifestInput, manifest } from "@/lib/export/manifest";

const input: ManifestInput = {
  kind: "reward",
  project: "Sore throats",
  rowsIn: 10,
  rowsOut: 7,
  leftOut: { "no target information": 2, "failed grade": 1 },
  file: { bytes: 1234, sha256: "ab".repeat(32) },
  graderVersion: { label: "offline 1", contentHash: "cd".repeat(32) },
  verdictOrdinal: 2n ** 60n,
  codeVersion: "0.1.0",
};

describe("manifest", () => {
  it("says what is in the file, what is not and why, and what made it", () => {
    expect(manifest(input)).toBe(`{
  "codeVersion": "0.1.0",
  "file": {
    "bytes": 1234,
    "sha256": "${"ab".repeat(32)}"
  },
  "format": {
    "name": "second-opinion/reward-rows",
    "version": 1
  },
  "graderVersion": {
    "contentHash": "${"cd".repeat(32)}",
    "label": "offline 1"
  },
  "kind": "reward",
  "project": "Sore throats",
  "reward": {
    "fusionMode": "default",
    "trainMode": "Ra+Rs"
  },
  "rows": {
    "in": 10,
    "leftOut": {
      "ambiguous verdicts": 0,
      "failed grade": 1,
      "no target information": 2,
      "not graded": 0
    },
    "out": 7
  },
  "verdictCut": {
    "ordinal": "1152921504606846976"
  }
}
`);
  });

  it("gives the same bytes whatever the order of its inputs", () => {
    const reversed = Object.fromEntries(Object.entries(input).reverse()) as unknown as ManifestInput;
    expect(manifest(reversed)).toBe(manifest(input));
  });

  it("speaks of no reward where there is none", () => {
    expect(JSON.parse(manifest({ ...input, kind: "training", graderVersion: null }))).toMatchObject({
      reward: null,
      graderVersion: null,
      format: { name: "second-opinion/training-rows" },
    });
  });

  it("refuses counts that don't add up, and a hash that is none", () => {
    expect(() => manifest({ ...input, rowsOut: 8 })).toThrow(/10 in, 8 out, 3 left out/);
    expect(() => manifest({ ...input, file: { bytes: 1, sha256: "" } })).toThrow(/SHA-256/);
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
