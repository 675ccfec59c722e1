import { describe, expect, it } from "vitest";
import { type AuditWalk, startWalk } from "@/lib/calibration/audit-walk";
import { certificateEvidence } from "@/lib/calibration/certificate";
import { judgeCertificate } from "@/lib/calibration/judge-certificate";

const goal = { target: 0.05, alpha: 0.05 };
const outlook = { meanRisk: 0.01, readsLeft: 500, readAhead: 0 };
const clean = (units: number, passed: number): AuditWalk => ({ units, passed, wrongAt: [] });

describe("judgeCertificate", () => {
  it("counts the clean places that are still needed", () => {
    const start = judgeCertificate(startWalk(1000), goal, outlook);
    expect(start.state).toBe("open");
    const places = start.state === "open" ? start.places : 0;
    expect(certificateEvidence(clean(1000, places), 0.05)).toBeGreaterThanOrEqual(Math.log(20));
    expect(certificateEvidence(clean(1000, places - 1), 0.05)).toBeLessThan(Math.log(20));
    expect(judgeCertificate(clean(1000, places), goal, outlook)).toEqual({ state: "certified" });
    expect(judgeCertificate(clean(1000, places - 1), goal, outlook)).toMatchObject({ state: "open", places: 1 });
  });

  it("expects more reads where more is wrong, and fewer where much was read", () => {
    const readsAt = (change: Partial<typeof outlook>) => {
      const judged = judgeCertificate(startWalk(1000), goal, { ...outlook, ...change });
      return judged.state === "open" ? judged.expectedReads : null;
    };
    const usual = readsAt({}) ?? 0;
    expect(readsAt({ meanRisk: 0.03 })).toBeGreaterThan(usual);
    // Half of what lies ahead joins without a read.
    expect(Math.abs((readsAt({ readAhead: 500 }) ?? 0) - usual / 2)).toBeLessThanOrEqual(1);
    // 20 % wrong: every place finds and mends, until nearly all is read.
    expect(readsAt({ meanRisk: 0.2 })).toBeGreaterThan(700);
  });

  it("gives up where even the low end of what was found is out of reach", () => {
    const wrongAt = [3, 9, 12, 18, 25, 29, 31, 36];
    expect(judgeCertificate({ units: 1000, passed: 40, wrongAt }, goal, outlook)).toEqual({ state: "out_of_reach" });
    // Few places say too little.
    expect(judgeCertificate({ units: 1000, passed: 20, wrongAt: [3, 9, 12, 18] }, goal, outlook).state).toBe("open");
    // All may be read: the certificate is only a matter of reading.
    expect(judgeCertificate({ units: 1000, passed: 40, wrongAt }, goal, { ...outlook, readsLeft: 1000 }).state).toBe(
      "open",
    );
  });

  it("ends with the reads", () => {
    expect(judgeCertificate(clean(1000, 10), goal, { ...outlook, readsLeft: 0 })).toEqual({ state: "spent" });
  });

  it("asks for more places with a smaller alpha", () => {
    const placesAt = (alpha: number) => {
      const judged = judgeCertificate(startWalk(1000), { target: 0.05, alpha }, outlook);
      return judged.state === "open" ? judged.places : 0;
    };
    expect(placesAt(0.025)).toBeGreaterThan(placesAt(0.05));
  });

  it("refuses a target of 0", () => {
    expect(() => judgeCertificate(startWalk(10), { target: 0, alpha: 0.05 }, outlook)).toThrow(RangeError);
  });
});
