import { beforeAll, describe, expect, test } from "vitest";
import { GET as getOverview } from "@/app/api/projects/[projectId]/overview/route";
import { GET as getDecisions } from "@/app/api/projects/[projectId]/review/decisions/route";
import { POST as postHandOut } from "@/app/api/projects/[projectId]/review/hand-out/route";
import { GET as getReviewTrajectory } from "@/app/api/projects/[projectId]/review/trajectories/[trajectoryId]/route";
import { GET as getReviewTurn } from "@/app/api/projects/[projectId]/review/turns/[turnId]/route";
import { POST as postVerdict } from "@/app/api/projects/[projectId]/review/verdicts/route";
import { POST as postEnd } from "@/app/api/projects/[projectId]/rounds/[roundId]/end/route";
import { GET as getRound } from "@/app/api/projects/[projectId]/rounds/[roundId]/route";
import { GET as getRounds, POST as postRound } from "@/app/api/projects/[projectId]/rounds/route";
import { GET as getTrajectory } from "@/app/api/projects/[projectId]/trajectories/[trajectoryId]/route";
import { GET as getTrajectories } from "@/app/api/projects/[projectId]/trajectories/route";
import { makeMember, makePerson, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { makeReviewProject, type ReviewProject } from "@/lib/db/testing/review-project";
import { roundSchema } from "@/lib/queries/pipeline-contract";
import { overviewSchema, trajectoryDetailSchema, trajectoryPageSchema } from "@/lib/queries/project-contract";
import {
  decisionsSchema,
  handOutAnswerSchema,
  reviewTrajectorySchema,
  reviewTurnSchema,
  type VerdictInput,
  verdictAnswerSchema,
} from "@/lib/queries/review-contract";

/** Any route: its own parameters are checked when it runs. */
type Route = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

interface Call {
  readonly cookie?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: string;
}

let project: ReviewProject;
let clinician = "";
let other = "";
let researcher = "";
let stranger = "";
let otherId = "";

async function call(route: unknown, { cookie = clinician, params = {}, body, query = "" }: Call = {}) {
  const request = new Request(`http://localhost:3000/api${query}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { host: "localhost:3000", ...(cookie === "" ? {} : { cookie }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const context = { params: Promise.resolve({ projectId: project.projectId, ...params }) };
  const answer = await (route as Route)(request, context as unknown as { params: Promise<never> });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

beforeAll(async () => {
  project = await makeReviewProject({ trajectories: 3, turns: 4 });
  const { projectId } = project;
  clinician = await signInAs(await makeMember(projectId, "clinician@example.org", "clinician"));
  otherId = await makeMember(projectId, "other@example.org", "clinician");
  other = await signInAs(otherId);
  researcher = await signInAs(await makeMember(projectId, "researcher@example.org", "researcher"));
  stranger = await signInAs(await makePerson("stranger@example.org"));
});

describe("a round over HTTP", () => {
  test("starts, lends, takes verdicts, shows them, and ends", async () => {
    expect((await call(getRounds, { cookie: researcher })).body).toEqual({ rounds: [] });
    expect((await call(postHandOut, { body: { count: 2 } })).body).toMatchObject({ reason: "no_open_round" });
    const started = await call(postRound, { cookie: researcher, body: { reads: 6 } });
    expect(started.status).toBe(200);
    const round = roundSchema.parse(started.body);

    const lent = handOutAnswerSchema.parse((await call(postHandOut, { body: { count: 2 } })).body);
    expect(lent.units).toHaveLength(2);
    const [unit] = lent.units;
    if (unit === undefined) throw new Error("Nothing was served.");
    const trajectory = reviewTrajectorySchema.parse(
      (await call(getReviewTrajectory, { params: { trajectoryId: unit.trajectoryId } })).body,
    );
    expect(trajectory.sessionLabel).toMatch(/^consultation \d$/);
    expect(trajectory.roleNames).toEqual({ user: "Patient", assistant: "Doctor" });
    expect(trajectory.messages).toHaveLength(8);
    expect(trajectory.turns.map(({ round: number }) => number)).toEqual([1, 2, 3, 4]);

    const verdict: VerdictInput = {
      kind: "agree",
      idempotencyKey: crypto.randomUUID(),
      unitId: unit.unitId,
      activeMs: 3_000,
      gradeRevision: 0,
      handOutId: unit.handOutId,
      comment: "Clear.",
    };
    const answer = verdictAnswerSchema.parse((await call(postVerdict, { body: verdict })).body);
    expect(answer.sitting).toMatchObject({ roundNumber: 1, readsDone: 1, readsBudget: 6, ownReads: 1 });
    expect((await call(postVerdict, { body: verdict })).body).toEqual(answer);

    const decisions = decisionsSchema.parse((await call(getDecisions)).body).decisions;
    expect(decisions).toEqual([answer.verdict]);
    expect(decisionsSchema.parse((await call(getDecisions, { cookie: other })).body).decisions).toEqual([]);

    const page = await call(getRound, { params: { roundId: round.id } });
    expect(roundSchema.parse(page.body)).toMatchObject({ readsDone: 1, state: "open" });
    const ended = await call(postEnd, { cookie: researcher, params: { roundId: round.id }, body: {} });
    expect(roundSchema.parse(ended.body).state).toBe("finished");
    const late = { ...verdict, unitId: lent.units[1]?.unitId, handOutId: lent.units[1]?.handOutId };
    const refused = await call(postVerdict, { body: { ...late, idempotencyKey: crypto.randomUUID() } });
    expect(refused).toEqual({
      status: 409,
      body: { error: "The round was closed before this answer arrived, so it was not taken.", reason: "round_closed" },
    });
  });

  test("the turn shows a reader's own answers and changes, and nothing of lanes, models or other readers", async () => {
    // Not where the round before happened to lend.
    const { unitId: judged } = await database.verdict.findFirstOrThrow({ where: { projectId: project.projectId } });
    const elsewhere = project.trajectoryIds.find(
      (id) => id !== project.units.find((other) => other.id === judged)?.trajectoryId,
    );
    const unit = project.units.find(
      ({ criterion, round, trajectoryId }) => criterion === "extraction" && round === 2 && trajectoryId === elsewhere,
    );
    if (unit === undefined) throw new Error("The fixture has no such unit.");
    const value = { criterion: "extraction", items: [{ attribute: "fever", value: "since Monday" }] };
    const verdict = {
      kind: "wrong",
      idempotencyKey: crypto.randomUUID(),
      unitId: unit.id,
      activeMs: 4_000,
      gradeRevision: 0,
      handOutId: null,
      value,
      reasonCode: "wrong_value",
      comment: "A private note.",
    };
    const given = verdictAnswerSchema.parse((await call(postVerdict, { cookie: other, body: verdict })).body);
    expect(given.rescoredTurns).toBe(2);

    const read = async (cookie: string, turnId: string) => {
      const { status, body } = await call(getReviewTurn, { cookie, params: { turnId } });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/lane|probability|modelVersion|disagreement|readerId|handOut/);
      return reviewTurnSchema.parse(body);
    };
    const own = await read(other, unit.turnId);
    expect(own.verdicts.map(({ comment }) => comment)).toEqual(["A private note."]);
    expect(own.units.map(({ criterion }) => criterion)).toEqual(["decision", "extraction", "content", "format"]);
    const origins = (list: readonly { attribute: string; origin: string }[]) =>
      list.map(({ attribute, origin }) => `${attribute} ${origin}`);
    expect(origins(own.targetInformation)).toEqual(["symptom 2 struck", "fever added", "symptom 3 grader"]);
    const grade = own.units.find(({ criterion }) => criterion === "extraction")?.grade;
    expect(grade?.status === "ok" && grade.value.criterion === "extraction" && origins(grade.value.items)).toEqual([
      "symptom 2 struck",
      "fever added",
    ]);

    const blind = await read(clinician, unit.turnId);
    expect(JSON.stringify(blind)).not.toMatch(/private|Monday|wrong_value/);
    expect(JSON.stringify(blind)).not.toContain(otherId);
    expect(blind.verdicts).toEqual([]);
    expect(origins(blind.targetInformation)).toEqual(["symptom 2 grader", "symptom 3 grader"]);

    const detail = async (cookie: string) =>
      trajectoryDetailSchema
        .parse((await call(getTrajectory, { cookie, params: { trajectoryId: unit.trajectoryId } })).body)
        .turns.flatMap(({ units }) => units)
        .find(({ unitId }) => unitId === unit.id)?.verdict;
    expect([await detail(clinician), await detail(other), await detail(researcher)]).toEqual([null, "wrong", "wrong"]);
  });
});

describe("lists", () => {
  test("trajectories by search and page, with their counts", async () => {
    const list = async (query: string) => trajectoryPageSchema.parse((await call(getTrajectories, { query })).body);
    const all = await list("");
    expect(all.rows.map(({ sessionLabel }) => sessionLabel)).toEqual([
      "consultation 1",
      "consultation 2",
      "consultation 3",
    ]);
    expect(all.next).toBeNull();
    // Four turns of four criteria, less the content at the stop turn.
    expect(all.rows[0]).toMatchObject({ turnCount: 4, messageCount: 8, unitsGraded: 15, unitsFailed: 0 });
    // The one flag of the test before, wherever it was.
    expect(all.rows.map(({ flags }) => flags).sort()).toEqual([0, 0, 1]);
    expect((await list("?search=bronch")).rows.map(({ diagnosis }) => diagnosis)).toEqual(["Bronchitis"]);
    expect((await list("?search=tion%203")).rows).toHaveLength(1);
    expect((await list("?search=%25")).rows).toEqual([]);
    expect((await list(`?after=${all.rows[1]?.ordinal}`)).rows).toHaveLength(1);
    expect((await call(getTrajectories, { query: "?after=x" })).status).toBe(400);
    expect((await call(getTrajectories, { query: "?search=%00" })).status).toBe(400);
  });

  test("pages follow each other without gap or repetition", async () => {
    const many = await makeReviewProject({ trajectories: 0, turns: 1 });
    await database.trajectory.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({
        projectId: many.projectId,
        id: crypto.randomUUID(),
        sessionKey: String(index),
        messageCount: 1,
        turnCount: 1,
        contentHash: "",
        importId: crypto.randomUUID(),
      })),
    });
    await makeMember(many.projectId, "pages@example.org", "clinician").then(async (userId) => {
      const cookie = await signInAs(userId);
      const seen: string[] = [];
      let next: string | null = "0";
      while (next !== null) {
        const query: string = `?after=${next}`;
        const { body } = await call(getTrajectories, { cookie, query, params: { projectId: many.projectId } });
        const page = trajectoryPageSchema.parse(body);
        seen.push(...page.rows.map(({ sessionLabel }) => sessionLabel));
        next = page.next;
      }
      expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(index)));
    });
  });

  test("the overview counts, and tells a clinician no other reader's minutes", async () => {
    const overview = overviewSchema.parse((await call(getOverview, { cookie: researcher })).body);
    expect(overview).toMatchObject({
      trajectories: 3,
      turns: 12,
      unitsOk: 45,
      unitsNotApplicable: 3,
      unitsFailed: 0,
      graderLabel: "offline 1",
      reads: 2,
      flags: 1,
      readers: 2,
      rounds: 1,
      openRound: null,
      minutesSpent: 7 / 60,
    });
    expect(overview.minutesByReader.map(({ email }) => email)).toEqual(["other@example.org", "clinician@example.org"]);
    expect(overview.latest[0]).toMatchObject({ action: "round.finished", actor: "researcher@example.org" });
    const own = overviewSchema.parse((await call(getOverview)).body);
    expect(own.minutesByReader.map(({ email }) => email)).toEqual(["clinician@example.org"]);
  });
});

describe("who may", () => {
  const id = "00000000-0000-4000-8000-000000000000";
  const routes: readonly [name: string, route: unknown, call: Call, clinician: number][] = [
    ["hand-out", postHandOut, { body: { count: 1 } }, 200],
    ["verdicts", postVerdict, { body: {} }, 400],
    ["decisions", getDecisions, {}, 200],
    ["review trajectory", getReviewTrajectory, { params: { trajectoryId: id } }, 404],
    ["review turn", getReviewTurn, { params: { turnId: id } }, 404],
    ["rounds", getRounds, {}, 200],
    ["start round", postRound, { body: { reads: 1 } }, 403],
    ["round", getRound, { params: { roundId: id } }, 404],
    ["end round", postEnd, { params: { roundId: id }, body: {} }, 403],
    ["overview", getOverview, {}, 200],
    ["trajectories", getTrajectories, {}, 200],
    ["trajectory", getTrajectory, { params: { trajectoryId: id } }, 404],
  ];

  test.each(routes)(
    "%s: signed out 401, a stranger 404, a clinician as their role allows",
    async (_, route, asked, own) => {
      expect((await call(route, { ...asked, cookie: "" })).status).toBe(401);
      expect((await call(route, { ...asked, cookie: stranger })).status).toBe(404);
      expect((await call(route, asked)).status).toBe(own);
    },
  );

  test("things of another project are unknown here", async () => {
    const foreign = await makeReviewProject({ trajectories: 1, turns: 2 });
    const [unit] = foreign.units;
    expect((await call(getReviewTurn, { params: { turnId: unit?.turnId ?? "" } })).status).toBe(404);
    expect((await call(getTrajectory, { params: { trajectoryId: unit?.trajectoryId ?? "" } })).status).toBe(404);
    const verdict = {
      kind: "agree",
      idempotencyKey: crypto.randomUUID(),
      unitId: unit?.id,
      activeMs: 1,
      gradeRevision: 0,
      handOutId: null,
      comment: null,
    };
    expect((await call(postVerdict, { body: verdict })).status).toBe(404);
    expect((await call(postVerdict, { body: { ...verdict, unitId: "x" } })).status).toBe(404);
    const own = { ...verdict, unitId: project.units[0]?.id };
    expect((await call(postVerdict, { body: { ...own, handOutId: "x" } })).status).toBe(400);
    expect((await call(postVerdict, { body: { ...own, comment: "\u0000" } })).status).toBe(400);
  });
});
