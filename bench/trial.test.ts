import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { benchTrial } from "@/bench/trial";

const folder = mkdtempSync(path.join(os.tmpdir(), "second-opinion-trial-"));
afterAll(() => rmSync(folder, { recursive: true }));

function writeItems(name: string, items: readonly object[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, `${items.map((item) => JSON.stringify(item)).join("\n")}\n`);
  return file;
}

describe("benchTrial", () => {
  it("promotes the better of two, needs more draws from all items, and leaves out items that lack a label", () => {
    // 40 items: B right on all, A on the first 20 only; on 10 more A has no label.
    const items = Array.from({ length: 50 }, (_, index) => ({
      cat: "c",
      h: 1,
      labels: { A: index < 20 ? 1 : index < 40 ? 2 : null, B: 1 },
    }));
    const result = benchTrial(writeItems("two.jsonl", items), { seeds: 20, labels: "single_reads", noise: 0 });
    // A → B is a clear gain, B → A is harmful: two pairs. Six wins of six.
    expect(result).toMatchObject({ pairs: 2, harmfulPromotionRate: 0, power: 1, medianLabels: 6 });
    expect(result.medianLabelsRandomItems).toBeGreaterThan(8);
    expect(result.medianLabelsRandomItems).toBeLessThan(17);
  });

  it("never promotes where nothing differs", () => {
    const items = Array.from({ length: 9 }, () => ({ cat: "c", h: 1, labels: { A: 2, B: 2 } }));
    expect(benchTrial(writeItems("same.jsonl", items), { seeds: 3, labels: "settled", noise: 0 })).toEqual({
      pairs: 2,
      harmfulPromotionRate: 0,
      power: null,
      medianLabels: null,
      medianLabelsRandomItems: null,
    });
  });

  it("says which item is none", () => {
    const file = writeItems("broken.jsonl", [{ cat: "c", h: 1, labels: {} }, { cat: "c" }]);
    expect(() => benchTrial(file, { seeds: 1, labels: "settled", noise: 0 })).toThrow(/item 2/);
  });

  const real = "../shared/data/calibration-variants/llmbar.jsonl";
  it.skipIf(!existsSync(real))(
    "keeps its aims on real grader variants (skipped where the data is absent)",
    () => {
      const result = benchTrial(real, { seeds: 4, labels: "single_reads", noise: 0 });
      expect(result.pairs).toBe(702);
      expect(result.harmfulPromotionRate).toBeLessThan(0.02);
      expect(result.power).toBeGreaterThan(0.91);
      expect(result.medianLabels).toBeLessThanOrEqual(8);
    },
    60_000,
  );
});
