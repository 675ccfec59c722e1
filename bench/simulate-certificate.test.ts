import { describe, expect, it } from "vitest";
import { simulateCertificate, summarizeAudits } from "@/bench/simulate-certificate";
import { seededRandom } from "@/lib/kernel/seeded-random";

const settings = { target: 0.05, alpha: 0.05 };

/** `read` units read and right, then `wrong` wrong ones, then right ones. */
function caseOf(units: number, read: number, wrong: number) {
  return {
    isRead: Uint8Array.from({ length: units }, (_, unit) => (unit < read ? 1 : 0)),
    isWrong: Uint8Array.from({ length: units }, (_, unit) => (unit >= read && unit < read + wrong ? 1 : 0)),
    meanRisk: wrong / units,
  };
}

describe("simulateCertificate", () => {
  it("certifies clean rows, with fewer reads where more were read before", () => {
    const readsAt = (read: number) => {
      const audit = simulateCertificate(caseOf(600, read, 0), { ...settings, random: seededRandom(1n) });
      expect(audit).toMatchObject({ isCertified: true, trueError: 0 });
      expect(audit.bound).toBeLessThanOrEqual(0.05);
      return audit.reads;
    };
    expect(readsAt(300)).toBeLessThan(readsAt(0));
  });

  it("soon gives up where a fifth is wrong, and still issues a bound that holds", () => {
    const audit = simulateCertificate(caseOf(600, 0, 120), { ...settings, random: seededRandom(2n) });
    expect(audit.isCertified).toBe(false);
    expect(audit.reads).toBeLessThan(100);
    expect(audit.bound).toBeGreaterThan(audit.trueError);
  });

  it("covers just above the target, where it is hardest", () => {
    const random = seededRandom(3n);
    const audits = Array.from({ length: 200 }, () =>
      simulateCertificate(caseOf(600, 120, 33), { ...settings, random }),
    );
    // Nominal .95, minus one standard error of 200 walks.
    expect(summarizeAudits(audits, 0.05).coverage).toBeGreaterThan(0.935);
  });
});

describe("summarizeAudits", () => {
  it("counts bounds that hold, and reads of those that reached the target", () => {
    const audits = [
      { bound: 0.05, trueError: 0.01, isCertified: true, reads: 40 },
      { bound: 0.04, trueError: 0.06, isCertified: true, reads: 60 },
      { bound: 0.3, trueError: 0.2, isCertified: false, reads: 500 },
      { bound: 0.3, trueError: 0.2, isCertified: false, reads: 500 },
    ];
    expect(summarizeAudits(audits, 0.05)).toEqual({
      coverage: 0.75,
      target: 0.05,
      medianAudits: 50,
      issuedShare: 0.5,
    });
  });
});
