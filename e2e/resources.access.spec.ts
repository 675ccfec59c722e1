import { type APIRequestContext, type APIResponse, type Browser, request as requests } from "@playwright/test";
import { ADMINISTRATOR, CLINICIAN, expect, inviteAndAccept, PASSWORD, RESEARCHER, test } from "@/e2e/people";

type Who = "signedOut" | "stranger" | "clinician" | "researcher" | "administrator";

interface Door {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `:project` and the ids of things in it are filled in. */
  readonly path: string;
  readonly body?: unknown;
  /** Who of the project may. */
  readonly allowed: readonly ("clinician" | "researcher" | "administrator")[];
  /** False where trying it as one who may would change the demo: only the refusals are tried. */
  readonly tryAllowed?: boolean;
}

const EVERYBODY = ["clinician", "researcher", "administrator"] as const;
const KEEPERS = ["researcher", "administrator"] as const;
const NOBODY_ID = "00000000-0000-4000-8000-000000000000";

const DOORS: readonly Door[] = [
  { method: "GET", path: "/api/projects/:project/overview", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/trajectories?search=", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/trajectories/:trajectory", allowed: EVERYBODY },
  { method: "POST", path: "/api/projects/:project/review/hand-out", body: { count: 1 }, allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/review/trajectories/:trajectory", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/review/turns/:turn", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/review/decisions", allowed: EVERYBODY },
  { method: "POST", path: "/api/projects/:project/review/leases", body: {}, allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/review/bookmarks", allowed: EVERYBODY },
  {
    method: "POST",
    path: "/api/projects/:project/review/bookmarks",
    body: { turnId: NOBODY_ID, isSet: false },
    allowed: EVERYBODY,
  },
  { method: "GET", path: "/api/projects/:project/review/agreement", allowed: EVERYBODY },
  {
    method: "POST",
    path: "/api/projects/:project/review/weak-agreements",
    body: { idempotencyKey: "access-spec-key", trajectoryId: NOBODY_ID, activeMs: 1, units: [] },
    allowed: EVERYBODY,
    tryAllowed: false,
  },
  {
    method: "POST",
    path: `/api/projects/:project/review/weak-agreements/${NOBODY_ID}/withdraw`,
    body: { activeMs: 1 },
    allowed: EVERYBODY,
    tryAllowed: false,
  },
  {
    method: "POST",
    path: "/api/projects/:project/review/verdicts",
    body: {
      kind: "agree",
      idempotencyKey: "access-spec-key",
      unitId: NOBODY_ID,
      activeMs: 1,
      gradeRevision: 0,
      handOutId: null,
      comment: null,
    },
    allowed: EVERYBODY,
    tryAllowed: false,
  },
  { method: "GET", path: "/api/projects/:project/imports", allowed: KEEPERS },
  { method: "POST", path: "/api/projects/:project/imports/demo", body: {}, allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: "/api/projects/:project/imports/drafts", allowed: KEEPERS },
  { method: "POST", path: "/api/projects/:project/imports/drafts", body: {}, allowed: KEEPERS, tryAllowed: false },
  {
    method: "DELETE",
    path: `/api/projects/:project/imports/drafts/${NOBODY_ID}`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "PUT",
    path: `/api/projects/:project/imports/drafts/${NOBODY_ID}/files/0?offset=0`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  ...(["preview", "check", "start"] as const).map((verb) => ({
    method: "POST" as const,
    path: `/api/projects/:project/imports/drafts/${NOBODY_ID}/${verb}`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  })),
  {
    method: "POST",
    path: `/api/projects/:project/imports/${NOBODY_ID}/cancel`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "GET",
    path: `/api/projects/:project/imports/${NOBODY_ID}/problems`,
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "PATCH",
    path: "/api/projects/:project/settings",
    body: { sensitive: false },
    allowed: ["administrator"],
    tryAllowed: false,
  },
  { method: "GET", path: "/api/projects/:project/grading-runs", allowed: KEEPERS },
  {
    method: "POST",
    path: "/api/projects/:project/grading-runs",
    body: { grader: "offline" },
    allowed: KEEPERS,
    tryAllowed: false,
  },
  ...(["retry", "pause", "resume", "cancel"] as const).map((verb) => ({
    method: "POST" as const,
    path: `/api/projects/:project/grading-runs/${NOBODY_ID}/${verb}`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  })),
  {
    method: "GET",
    path: `/api/projects/:project/grading-runs/${NOBODY_ID}/failures`,
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "POST",
    path: "/api/projects/:project/grading-runs/estimate",
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  // Its answer has no end, so that only the refusals can be waited for.
  { method: "GET", path: "/api/projects/:project/grading-runs/events", allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: "/api/projects/:project/graders", allowed: KEEPERS },
  { method: "GET", path: "/api/projects/:project/graders/defaults", allowed: KEEPERS },
  { method: "POST", path: "/api/projects/:project/graders", body: {}, allowed: KEEPERS, tryAllowed: false },
  { method: "POST", path: "/api/projects/:project/graders/try", body: {}, allowed: KEEPERS, tryAllowed: false },
  {
    method: "GET",
    path: `/api/projects/:project/graders/compare?before=${NOBODY_ID}&after=${NOBODY_ID}`,
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "POST",
    path: `/api/projects/:project/graders/import?id=${NOBODY_ID}&name=grades.jsonl`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  { method: "GET", path: "/api/projects/:project/endpoints", allowed: KEEPERS },
  { method: "POST", path: "/api/projects/:project/endpoints", body: {}, allowed: KEEPERS, tryAllowed: false },
  {
    method: "PATCH",
    path: `/api/projects/:project/endpoints/${NOBODY_ID}`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  {
    method: "POST",
    path: `/api/projects/:project/endpoints/${NOBODY_ID}/test`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  { method: "GET", path: "/api/projects/:project/rounds", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/rounds/:round", allowed: EVERYBODY },
  { method: "GET", path: "/api/projects/:project/rounds/:round/live", allowed: EVERYBODY },
  {
    method: "POST",
    path: "/api/projects/:project/rounds/:round/certify",
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  { method: "POST", path: "/api/projects/:project/rounds", body: { reads: 5 }, allowed: KEEPERS, tryAllowed: false },
  { method: "POST", path: `/api/projects/:project/rounds/:round/end`, body: {}, allowed: KEEPERS, tryAllowed: false },
  {
    method: "POST",
    path: "/api/projects/:project/graders/current",
    body: { versionId: NOBODY_ID },
    allowed: KEEPERS,
    tryAllowed: false,
  },
  { method: "GET", path: "/api/projects/:project/candidates", allowed: KEEPERS },
  { method: "GET", path: "/api/projects/:project/candidates/clusters", allowed: KEEPERS },
  { method: "POST", path: "/api/projects/:project/candidates", body: {}, allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: `/api/projects/:project/candidates/${NOBODY_ID}`, allowed: KEEPERS, tryAllowed: false },
  {
    method: "PATCH",
    path: `/api/projects/:project/candidates/${NOBODY_ID}`,
    body: {},
    allowed: KEEPERS,
    tryAllowed: false,
  },
  ...["propose", "grade", "trial", "promote", "reject", "roll-back"].map(
    (step): Door => ({
      method: "POST",
      path: `/api/projects/:project/candidates/${NOBODY_ID}/${step}`,
      body: {},
      allowed: KEEPERS,
      tryAllowed: false,
    }),
  ),
  { method: "POST", path: "/api/projects/:project/exports/preview", body: { format: "reward" }, allowed: KEEPERS },
  { method: "GET", path: "/api/projects/:project/exports", allowed: KEEPERS },
  {
    method: "POST",
    path: "/api/projects/:project/exports",
    body: { format: "training" },
    allowed: KEEPERS,
    tryAllowed: false,
  },
  { method: "DELETE", path: `/api/projects/:project/exports/${NOBODY_ID}`, allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: `/api/projects/:project/exports/${NOBODY_ID}/file`, allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: `/api/projects/:project/exports/${NOBODY_ID}/manifest`, allowed: KEEPERS, tryAllowed: false },
  { method: "GET", path: "/api/projects/:project/members", allowed: KEEPERS },
  {
    method: "POST",
    path: "/api/projects/:project/members",
    body: { email: "never@example.org", role: "clinician" },
    allowed: ["administrator"],
    tryAllowed: false,
  },
  {
    method: "PATCH",
    path: "/api/projects/:project/members/nobody",
    body: { role: "clinician" },
    allowed: ["administrator"],
    tryAllowed: false,
  },
  {
    method: "DELETE",
    path: "/api/projects/:project/members/nobody",
    body: {},
    allowed: ["administrator"],
    tryAllowed: false,
  },
];

const PAGES = [
  "",
  "/review",
  "/trajectories",
  "/graders",
  "/graders/new",
  "/graders/compare",
  "/grading-runs",
  "/rounds",
  "/candidates/00000000-0000-4000-8000-000000000000",
  "/exports",
  "/endpoints",
  "/members",
];

async function signedIn(baseURL: string, email: string): Promise<APIRequestContext> {
  const context = await requests.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
  const answer = await context.post("/api/auth/sign-in/email", { data: { email, password: PASSWORD } });
  expect(answer.status(), await answer.text()).toBe(200);
  return context;
}

function knock(as: APIRequestContext, door: Door, ids: Readonly<Record<string, string>>): Promise<APIResponse> {
  const path = door.path.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? name);
  return as.fetch(path, { method: door.method, ...(door.body === undefined ? {} : { data: door.body }) });
}

test.describe("every resource authorizes against the database", () => {
  const as = {} as Record<Who, APIRequestContext>;
  let ids: Record<string, string> = {};

  test.beforeAll(async () => {
    const baseURL = test.info().project.use.baseURL ?? "";
    as.signedOut = await requests.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
    as.clinician = await signedIn(baseURL, CLINICIAN);
    as.researcher = await signedIn(baseURL, RESEARCHER);
    as.administrator = await signedIn(baseURL, ADMINISTRATOR);

    const home = await as.researcher.get("/");
    const project = new URL(home.url()).pathname.split("/")[2] ?? "";
    const list = await (await as.researcher.get(`/api/projects/${project}/trajectories?search=`)).json();
    const trajectory = list.rows[0].id as string;
    const detail = await (await as.researcher.get(`/api/projects/${project}/trajectories/${trajectory}`)).json();
    const rounds = await (await as.researcher.get(`/api/projects/${project}/rounds`)).json();
    ids = { project, trajectory, turn: detail.turns[0].turnId, round: rounds.rounds[0].id };

    const other = await as.administrator.post("/api/projects", { data: { name: "Somebody else's project" } });
    expect(other.status(), await other.text()).toBeLessThan(300);
    const otherId = ((await other.json()) as { id: string }).id;
    await inviteAndAccept(as.administrator, as.signedOut, otherId, {
      email: "stranger@example.org",
      role: "administrator",
    });
    as.stranger = await signedIn(baseURL, "stranger@example.org");
  });

  for (const door of DOORS) {
    test(`${door.method} ${door.path}`, async () => {
      const signedOut = await knock(as.signedOut, door, ids);
      expect(signedOut.status(), "signed out").toBe(401);
      const stranger = await knock(as.stranger, door, ids);
      expect(stranger.status(), "stranger").toBe(404);
      for (const role of EVERYBODY) {
        const allowed = (door.allowed as readonly string[]).includes(role);
        if (allowed && door.tryAllowed === false) continue;
        const answer = await knock(as[role], door, ids);
        expect(answer.status(), role).toBe(allowed ? 200 : 403);
      }
      // Refusals say a sentence and reveal nothing of the project.
      for (const refused of [signedOut, stranger]) {
        const body = (await refused.json()) as { error: string };
        expect(body.error.length).toBeGreaterThan(10);
        expect(JSON.stringify(body)).not.toContain(ids.project ?? "-");
      }
    });
  }

  test("a person's own keys need a sign-in and no project", async () => {
    expect((await as.signedOut.get("/api/key-map")).status()).toBe(401);
    expect((await as.signedOut.put("/api/key-map", { data: { bindings: {} } })).status()).toBe(401);
    expect(await (await as.stranger.get("/api/key-map")).json()).toEqual({ bindings: {} });
  });

  test("a request from another site changes nothing", async () => {
    const answer = await as.researcher.post(`/api/projects/${ids.project}/rounds`, {
      data: { reads: 5 },
      headers: { origin: "https://elsewhere.example" },
    });
    expect(answer.status()).toBe(403);
  });

  for (const page of PAGES) {
    test(`page /projects/…${page} sends the signed-out to sign in and tells a stranger nothing`, async ({
      browser,
    }) => {
      const path = `/projects/${ids.project}${page}`;
      const signedOut = await as.signedOut.get(path);
      expect(new URL(signedOut.url()).pathname).toBe("/sign-in");
      await expectNotFound(browser, as.stranger, path);
    });
  }
});

async function expectNotFound(browser: Browser, as: APIRequestContext, path: string): Promise<void> {
  const context = await browser.newContext({ storageState: await as.storageState() });
  const page = await context.newPage();
  const answer = await page.goto(`${test.info().project.use.baseURL}${path}`);
  expect(answer?.status()).toBe(404);
  await context.close();
}
