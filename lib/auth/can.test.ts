import { describe, expect, it } from "vitest";
import { ACTIONS, type Action, can, ROLES } from "@/lib/auth/can";

const table: Readonly<Record<Action, readonly [clinician: boolean, researcher: boolean, administrator: boolean]>> = {
  "review.read": [true, true, true],
  "verdict.write": [true, true, true],
  "trajectory.read": [true, true, true],
  "trajectory.import": [false, true, true],
  "grading.read": [false, true, true],
  "grading.run": [false, true, true],
  "grader.manage": [false, true, true],
  "endpoint.manage": [false, true, true],
  "round.read": [true, true, true],
  "round.manage": [false, true, true],
  "export.read": [false, true, true],
  "export.build": [false, true, true],
  "member.read": [false, true, true],
  "member.manage": [false, false, true],
  "project.manage": [false, false, true],
};

describe("can", () => {
  it.each(ACTIONS)("%s: clinician, researcher, administrator", (action) => {
    expect(ROLES.map((role) => can(role, action))).toEqual(table[action]);
  });
});
