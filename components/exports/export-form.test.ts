import { describe, expect, it } from "vitest";
import { type ExportForm, readExportForm, splitsEverything, USUAL_EXPORT } from "@/components/exports/export-form";
import { startExportSchema } from "@/lib/queries/pipeline-contract";

const filled = (changes: Partial<ExportForm>) => readExportForm({ ...USUAL_EXPORT, ...changes });

describe("readExportForm", () => {
  it("gives what the server takes, whatever is chosen", () => {
    for (const format of ["reward", "kto", "dpo", "huggingface", "training"] as const) {
      for (const policy of ["relabel", "down_weight", "drop_audited", "drop"] as const) {
        for (const isSplit of [false, true]) {
          const body = filled({ format, policy, isSplit });
          expect(startExportSchema.safeParse(body).error, `${format} ${policy}`).toBeUndefined();
        }
      }
    }
  });

  it("reads percent as shares", () => {
    expect(filled({ policy: "drop_audited", targetPercent: "2.5" })?.settings?.policy).toEqual({
      kind: "drop_audited",
      target: 0.025,
    });
    expect(filled({ policy: "drop", thresholdPercent: "30" })?.settings?.policy).toEqual({
      kind: "drop",
      threshold: 0.3,
    });
    expect(filled({ isSplit: true, validationPercent: "15", testPercent: "5", seed: "7" })?.settings?.split).toEqual({
      validation: 0.15,
      test: 0.05,
      seed: 7,
    });
  });

  it("is nothing while a field that matters is wrong, and doesn't mind one that doesn't", () => {
    expect(filled({ policy: "drop", thresholdPercent: "x" })).toBeNull();
    expect(filled({ policy: "relabel", thresholdPercent: "x" })).not.toBeNull();
    expect(filled({ format: "dpo", leastGap: "0" })).toBeNull();
    expect(filled({ format: "reward", leastGap: "0" })).not.toBeNull();
    expect(filled({ format: "kto", goodFrom: "5" })).toBeNull();
    expect(filled({ format: "kto", goodFrom: "" })?.settings?.goodFrom).toBeNull();
    expect(filled({ format: "huggingface", licence: "My Licence" })).toBeNull();
    expect(filled({ isSplit: true, validationPercent: "60", testPercent: "40" })).toBeNull();
    expect(splitsEverything({ ...USUAL_EXPORT, isSplit: true, validationPercent: "60", testPercent: "40" })).toBe(true);
    expect(splitsEverything({ ...USUAL_EXPORT, isSplit: true })).toBe(false);
  });
});
