import { type APIRequestContext, test as base, expect, type Page, request as requests } from "@playwright/test";

export const PASSWORD = "second-opinion";
export const CLINICIAN = "clinician@example.org";
export const RESEARCHER = "researcher@example.org";
export const ADMINISTRATOR = "administrator@example.org";

/** Signs in without the form: the session cookie goes into the page's context. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  const answer = await page.request.post("/api/auth/sign-in/email", { data: { email, password } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** A new account that belongs to one project only, made through an invitation as a person would get it. */
export async function inviteAndAccept(
  administrator: APIRequestContext,
  guest: APIRequestContext,
  projectId: string,
  person: { email: string; role: string },
): Promise<void> {
  const invited = await administrator.post(`/api/projects/${projectId}/members`, { data: person });
  expect(invited.status(), await invited.text()).toBeLessThan(300);
  const { link } = (await invited.json()) as { link: string };
  const token = new URL(link, "http://localhost").pathname.split("/").at(-1) ?? "";
  const account = { name: person.email, password: PASSWORD };
  const accepted = await guest.post("/api/invitations", { data: { token, account } });
  expect(accepted.status(), await accepted.text()).toBeLessThan(300);
}

type StorageState = Awaited<ReturnType<APIRequestContext["storageState"]>>;

function ownContext(storageState?: StorageState): Promise<APIRequestContext> {
  const baseURL = base.info().project.use.baseURL ?? "";
  return requests.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL }, storageState });
}

/** Signed in once for all journeys: the server takes only so many sign-ins from one address. */
let signedIn: StorageState | undefined;

/** An administrator without a browser, for setting a scene; to be disposed of. */
export async function administratorContext(): Promise<APIRequestContext> {
  const administrator = await ownContext(signedIn);
  if (signedIn !== undefined) return administrator;
  const data = { email: ADMINISTRATOR, password: PASSWORD };
  const answer = await administrator.post("/api/auth/sign-in/email", { data });
  expect(answer.status(), await answer.text()).toBe(200);
  signedIn = await administrator.storageState();
  return administrator;
}

/** A clinician of one project only. */
export async function addReader(administrator: APIRequestContext, projectId: string, email: string): Promise<void> {
  const guest = await ownContext();
  await inviteAndAccept(administrator, guest, projectId, { email, role: "clinician" });
  await guest.dispose();
}

/** A person without a browser; to be disposed of. */
export async function readerContext(email: string): Promise<APIRequestContext> {
  const context = await ownContext();
  const answer = await context.post("/api/auth/sign-in/email", { data: { email, password: PASSWORD } });
  expect(answer.status(), await answer.text()).toBe(200);
  return context;
}

/** Any error on the console or uncaught in the page fails the test, unless the test says that it expects it. */
export const test = base.extend<{ consoleErrors: string[] }>({
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(error.message));
      await use(errors);
      expect(errors, "errors on the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
