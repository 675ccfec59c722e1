import { z } from "zod";
import { criterionSchema, gradeViewSchema } from "@/lib/queries/grade-contract";
import { shareEstimateSchema } from "@/lib/queries/pipeline-contract";
import { requestJson } from "@/lib/queries/request-json";
import { reviewTrajectorySchema } from "@/lib/queries/review-contract";

export const roleSchema = z.enum(["clinician", "researcher", "administrator"]);
export type RoleName = z.infer<typeof roleSchema>;

/** Where the pipeline stands, for the project's home. */
export const overviewSchema = z.object({
  trajectories: z.number().int(),
  turns: z.number().int(),
  turnsLeftOut: z.number().int(),
  unitsOk: z.number().int(),
  unitsFailed: z.number().int(),
  unitsNotApplicable: z.number().int(),
  failures: z.array(z.object({ failureClass: z.string(), count: z.number().int() })),
  gradingRunning: z.boolean(),
  graderLabel: z.string().nullable(),
  reads: z.number().int(),
  flags: z.number().int(),
  readers: z.number().int(),
  openRound: z
    .object({ id: z.string(), number: z.number().int(), readsDone: z.number().int(), budgetReads: z.number().int() })
    .nullable(),
  rounds: z.number().int(),
  exportsFinished: z.number().int(),
  lastExportRows: z.number().int().nullable(),
  /** Audit lane, all queued criteria together. */
  graderAccuracy: shareEstimateSchema,
  /** Mean of (grader's reward − reward with verdicts) over turns with all units audited; null estimate until there are two. */
  rewardBias: z.object({
    turns: z.number().int(),
    estimate: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
  }),
  minutesSpent: z.number(),
  minutesByReader: z.array(z.object({ email: z.string(), minutes: z.number() })),
  secondsPerRead: z.number().nullable(),
  latest: z.array(
    z.object({
      id: z.string(),
      action: z.string(),
      actor: z.string(),
      detail: z.record(z.string(), z.unknown()),
      at: z.iso.datetime(),
    }),
  ),
});
export type Overview = z.infer<typeof overviewSchema>;

export const trajectoryRowSchema = z.object({
  id: z.string(),
  sessionLabel: z.string(),
  diagnosis: z.string(),
  messageCount: z.number().int(),
  turnCount: z.number().int(),
  /** Units with a grade, and standing flags. */
  unitsGraded: z.number().int(),
  unitsFailed: z.number().int(),
  reads: z.number().int(),
  flags: z.number().int(),
  ordinal: z.string(),
});

export const trajectoryPageSchema = z.object({
  rows: z.array(trajectoryRowSchema),
  /** Pass as `after` for the next page; null at the end. */
  next: z.string().nullable(),
});

/** One trajectory with every turn, its grades and the standing verdicts on them. */
export const trajectoryDetailSchema = z.object({
  trajectory: reviewTrajectorySchema,
  graderLabel: z.string().nullable(),
  turns: z.array(
    z.object({
      turnId: z.string(),
      units: z.array(
        z.object({
          unitId: z.string(),
          criterion: criterionSchema,
          grade: gradeViewSchema,
          verdict: z.enum(["agree", "wrong"]).nullable(),
        }),
      ),
    }),
  ),
});
export type TrajectoryDetail = z.infer<typeof trajectoryDetailSchema>;

export const membersSchema = z.object({
  members: z.array(
    z.object({ userId: z.string(), name: z.string(), email: z.string(), role: roleSchema, since: z.iso.datetime() }),
  ),
  invitations: z.array(z.object({ id: z.string(), email: z.string(), role: roleSchema, expiresAt: z.iso.datetime() })),
});
export type Members = z.infer<typeof membersSchema>;

export const projectKeys = {
  overview: (projectId: string) => ["overview", projectId] as const,
  trajectories: (projectId: string, search: string) => ["trajectories", projectId, search] as const,
  trajectory: (projectId: string, trajectoryId: string) => ["trajectories", projectId, "one", trajectoryId] as const,
  members: (projectId: string) => ["members", projectId] as const,
};

const base = (projectId: string) => `/api/projects/${projectId}`;

export const fetchOverview = (projectId: string) => requestJson(overviewSchema, `${base(projectId)}/overview`);
export const fetchTrajectories = (projectId: string, search: string, after: string | null) =>
  requestJson(
    trajectoryPageSchema,
    `${base(projectId)}/trajectories?${new URLSearchParams({ search, ...(after === null ? {} : { after }) })}`,
  );
export const fetchTrajectory = (projectId: string, trajectoryId: string) =>
  requestJson(trajectoryDetailSchema, `${base(projectId)}/trajectories/${trajectoryId}`);
export const fetchMembers = (projectId: string) => requestJson(membersSchema, `${base(projectId)}/members`);
export const inviteMember = (projectId: string, email: string, role: RoleName) =>
  requestJson(z.object({ link: z.string() }), `${base(projectId)}/members`, { method: "POST", body: { email, role } });
export const changeMember = (projectId: string, userId: string, role: RoleName | null) =>
  requestJson(membersSchema, `${base(projectId)}/members/${userId}`, {
    method: role === null ? "DELETE" : "PATCH",
    body: role === null ? {} : { role },
  });
export const withdrawInvitation = (projectId: string, invitationId: string) =>
  requestJson(membersSchema, `${base(projectId)}/members/invitations/${invitationId}`, { method: "DELETE" });
export const createProject = (name: string) =>
  requestJson(z.object({ id: z.string() }), "/api/projects", { method: "POST", body: { name } });
