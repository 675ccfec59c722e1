import fc from "fast-check";
import { expect, test } from "vitest";
import { type Correction, clusterCorrections } from "@/lib/calibration/repair/cluster-corrections";

const content = (score: 0 | 0.5 | 1) => ({ criterion: "content", score }) as const;
const correction = (verdictId: string, from: 0 | 0.5 | 1, to: 0 | 0.5 | 1, text: string): Correction => ({
  verdictId,
  graded: content(from),
  held: content(to),
  text,
});

const CORRECTIONS = [
  correction("01", 0.5, 1, "Does the chest pain come on when you walk up the stairs?"),
  correction("02", 0.5, 1, "Do you get breathless walking up a hill or the stairs?"),
  correction("03", 0.5, 1, "Is it worse with exertion, say walking up stairs?"),
  correction("04", 0.5, 1, "How many cigarettes do you smoke a day?"),
  correction("05", 0.5, 1, "Have you ever smoked cigarettes, and how many?"),
  correction("06", 1, 0.5, "Does the pain come on when you walk up the stairs?"),
  correction("07", 0.5, 1, "What did your mother die of?"),
];

test("by confusion first, then by what the texts have in common", () => {
  const { clusters, alone } = clusterCorrections(CORRECTIONS);
  expect(clusters.map(({ corrections }) => corrections.map(({ verdictId }) => verdictId).sort())).toEqual([
    ["01", "02", "03"],
    ["04", "05"],
  ]);
  expect(clusters.map(({ confusion }) => confusion)).toEqual([
    { kind: "level", criterion: "content", from: "0.5", to: "1" },
    { kind: "level", criterion: "content", from: "0.5", to: "1" },
  ]);
  expect(clusters[0]?.words).toContain("stairs");
  expect(clusters[1]?.words).toContain("cigarettes");
  expect(alone.map(({ verdictId }) => verdictId)).toEqual(["06", "07"]);
});

test("nothing gives nothing; texts without words stand alone", () => {
  expect(clusterCorrections([])).toEqual({ clusters: [], alone: [] });
  const empty = clusterCorrections([correction("1", 0, 1, "…"), correction("2", 0, 1, "")]);
  expect(empty.clusters).toEqual([]);
  expect(empty.alone).toHaveLength(2);
});

const arbitraryCorrections = fc.uniqueArray(
  fc.record({
    verdictId: fc.uuid(),
    graded: fc.constantFrom(null, content(0), content(0.5)),
    held: fc.constant(content(1)),
    text: fc
      .array(fc.constantFrom("pain", "stairs", "smoke", "day", "疼痛", "3"), { maxLength: 4 })
      .map((w) => w.join(" ")),
  }),
  { selector: ({ verdictId }) => verdictId, maxLength: 25 },
);

test("each correction is in one place, and the order of the input does not matter", () => {
  fc.assert(
    fc.property(arbitraryCorrections, fc.infiniteStream(fc.nat()), (corrections, order) => {
      const found = clusterCorrections(corrections);
      const places = [...found.clusters.flatMap((cluster) => cluster.corrections), ...found.alone];
      expect(places.map(({ verdictId }) => verdictId).sort()).toEqual(
        corrections.map(({ verdictId }) => verdictId).sort(),
      );
      for (const { corrections: members } of found.clusters) {
        expect(members.length).toBeGreaterThan(1);
        expect(new Set(members.map(({ graded }) => JSON.stringify(graded))).size).toBe(1);
      }
      const keys = new Map(corrections.map((one) => [one.verdictId, order.next().value]));
      const shuffled = [...corrections].sort((a, b) => (keys.get(a.verdictId) ?? 0) - (keys.get(b.verdictId) ?? 0));
      expect(clusterCorrections(shuffled)).toEqual(found);
    }),
  );
});
