import { describe, expect, it } from "vitest";
import type { VerdictDecision } from "@/components/review/decision";
import { shownItems, shownTarget } from "@/components/review/item-list";
import type { TargetItemView } from "@/lib/queries/grade-contract";

function item(attribute: string, value: string, origin: TargetItemView["origin"] = "grader"): TargetItemView {
  return { id: attribute, attribute, value, firstRound: 1, askedRound: 1, evidence: [], origin };
}
function flag(items: { attribute: string; value: string }[]): VerdictDecision {
  return {
    key: "k",
    verdictId: null,
    unitId: "u",
    criterion: "extraction",
    trajectoryId: "t",
    turnId: "turn",
    round: 1,
    kind: "wrong",
    value: { criterion: "extraction", items },
    graded: null,
    rescoredTurns: null,
    served: null,
    previous: null,
    at: 0,
  };
}
const asked = [item("pain on stairs", "none"), item("leg swelling", "present")];
const changes = (items: readonly { attribute: string; change: string }[]) =>
  items.map((shown) => [shown.attribute, shown.change]);

describe("items with the reader's changes", () => {
  it("shows the grade as it is", () => {
    expect(changes(shownItems(asked, null))).toEqual([
      ["pain on stairs", "none"],
      ["leg swelling", "none"],
    ]);
  });

  it("says what the reader struck and added, before and after the server has it", () => {
    const standing = flag([
      { attribute: "leg swelling", value: "present" },
      { attribute: "calf pain", value: "often" },
    ]);
    const expected = [
      ["pain on stairs", "struck_by_you"],
      ["leg swelling", "none"],
      ["calf pain", "added_by_you"],
    ];
    expect(changes(shownItems(asked, standing))).toEqual(expected);
    const saved = [
      item("pain on stairs", "none", "struck"),
      item("leg swelling", "present"),
      item("calf pain", "often", "added"),
    ];
    expect(changes(shownItems(saved, standing))).toEqual(expected);
  });

  it("names no one for a change that is not the reader's own", () => {
    expect(changes(shownItems([item("cough", "no", "struck")], null))).toEqual([["cough", "struck"]]);
  });

  it("puts the turn's own items before the later ones, once", () => {
    const target = [...asked, item("vomiting", "none")];
    expect(shownTarget(target, asked, null).map((shown) => shown.attribute)).toEqual([
      "pain on stairs",
      "leg swelling",
      "vomiting",
    ]);
  });
});
