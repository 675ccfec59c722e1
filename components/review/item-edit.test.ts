import { describe, expect, it } from "vitest";
import {
  addItem,
  correctItems,
  differsFromGrade,
  moveCursor,
  startItemEdit,
  strikeItem,
} from "@/components/review/item-edit";
import type { TargetItemView } from "@/lib/queries/grade-contract";

function graded(attribute: string, value: string, origin: TargetItemView["origin"] = "grader"): TargetItemView {
  return { id: attribute, attribute, value, firstRound: 1, askedRound: 1, evidence: [], origin };
}
const two = [graded("pain on stairs", "none"), graded("leg swelling", "present")];

describe("item editor", () => {
  it("starts at the first item and says nothing has changed", () => {
    const edit = startItemEdit(two, null);
    expect([edit.cursor, edit.adding, differsFromGrade(edit)]).toEqual([0, false, false]);
  });

  it("opens the fields at once where the grader found nothing", () => {
    expect(startItemEdit([], null)).toEqual({ items: [], cursor: -1, adding: true });
  });

  it("strikes, and strikes back", () => {
    const struck = strikeItem(startItemEdit(two, null));
    expect(correctItems(struck)).toEqual([{ attribute: "leg swelling", value: "present" }]);
    expect(differsFromGrade(struck)).toBe(true);
    expect(differsFromGrade(strikeItem(struck))).toBe(false);
  });

  it("adds trimmed, refuses a half and does not double", () => {
    const edit = addItem(startItemEdit(two, null), { attribute: " calf pain ", value: "often" });
    expect(correctItems(edit).at(-1)).toEqual({ attribute: "calf pain", value: "often" });
    expect(edit.cursor).toBe(2);
    expect(addItem(edit, { attribute: "x", value: " " })).toBe(edit);
    expect(addItem(edit, { attribute: "Calf pain", value: "often" }).items).toHaveLength(3);
  });

  it("takes an added item away instead of striking it", () => {
    const edit = addItem(startItemEdit(two, null), { attribute: "calf pain", value: "often" });
    const without = strikeItem(edit);
    expect([without.items.length, without.cursor]).toEqual([2, 1]);
  });

  it("begins again from the reader's own correction", () => {
    const edit = startItemEdit(two, [
      { attribute: "leg swelling", value: "present" },
      { attribute: "calf pain", value: "often" },
    ]);
    expect(edit.items.map((item) => [item.attribute, item.origin, item.struck])).toEqual([
      ["pain on stairs", "grader", true],
      ["leg swelling", "grader", false],
      ["calf pain", "added", false],
    ]);
  });

  it("keeps the cursor inside", () => {
    const edit = startItemEdit(two, null);
    expect(moveCursor(edit, -1).cursor).toBe(0);
    expect(moveCursor(moveCursor(edit, 1), 1).cursor).toBe(1);
    expect(moveCursor(startItemEdit([], null), 1).cursor).toBe(-1);
  });
});
