export const ROLES = ["clinician", "researcher", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export const ACTIONS = [
  "review.read",
  "verdict.write",
  "trajectory.read",
  "trajectory.import",
  "grading.read",
  "grading.run",
  "grader.manage",
  "endpoint.manage",
  "round.read",
  "round.manage",
  "export.read",
  "export.build",
  "member.read",
  "member.manage",
  "project.manage",
] as const;
export type Action = (typeof ACTIONS)[number];

const everyAction: ReadonlySet<Action> = new Set(ACTIONS);

const actionsByRole: Readonly<Record<Role, ReadonlySet<Action>>> = {
  clinician: new Set<Action>(["review.read", "verdict.write", "trajectory.read", "round.read"]),
  researcher: new Set(ACTIONS.filter((action) => action !== "member.manage" && action !== "project.manage")),
  administrator: everyAction,
};

/** May a person with this role in a project do this there? An operator has the role administrator in every project. */
export function can(role: Role, action: Action): boolean {
  return actionsByRole[role].has(action);
}
