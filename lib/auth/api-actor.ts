import { type Actor, findActor, isId } from "@/lib/auth/actor";
import { answerRequest, type RequestRecord } from "@/lib/auth/answer-request";
import type { Action } from "@/lib/auth/can";
import { type FoundSession, findSession } from "@/lib/auth/session";
import type { SignedInUser } from "@/lib/auth/signed-in-user";
import { AppError } from "@/lib/kernel/app-error";

/** Ids in paths that better-auth or an older installation gave, which need not be UUIDs. */
const OTHER_IDS: ReadonlySet<string> = new Set(["userId"]);

type Params<Name extends string> = Readonly<Record<Name, string>>;

export type ProjectRequest<Name extends string> = {
  readonly actor: Actor;
  readonly request: Request;
  /** The path's parameters: `projectId` and those named in the call. */
  readonly params: Params<Name | "projectId">;
};

async function requireUser(
  request: Request,
  record: RequestRecord,
  cookies: string[],
  projectId: string | null = null,
): Promise<FoundSession & { readonly user: SignedInUser }> {
  const session = await findSession(request.headers, true, projectId);
  cookies.push(...session.cookies);
  const { user } = session;
  if (user === null) throw new AppError("unauthenticated", "You are signed out. Sign in and try again.");
  record.userId = user.id;
  return { ...session, user };
}

async function requireActor(
  { user, project }: FoundSession & { readonly user: SignedInUser },
  projectId: string,
  action: Action,
): Promise<Actor> {
  const found = await findActor(user, projectId, action, project);
  if (found.ok) return found.value;
  if (found.refusal.reason === "unknown_project") {
    throw new AppError("missing", "There is no such project, or you are not a member of it.", {
      reason: "not_a_member",
    });
  }
  throw new AppError(
    "forbidden",
    `Your role in this project (${found.refusal.role}) does not allow this. Ask the project's administrator.`,
  );
}

/**
 * Wraps a route handler under `/api/projects/[projectId]`: signed out 401, no member or unknown project 404, wrong role
 * 403, a change from another site 403; the handler runs only for an actor who may. It returns the DTO (or a `Response`,
 * for files) and throws AppError for refusals. Name further path parameters, whose ids are checked to be UUIDs (404):
 * `export const POST = handleProjectRequest<"runId">("grading.run", async ({ actor, request, params }) => …)`.
 */
export function handleProjectRequest<Name extends string = never>(
  action: Action,
  handler: (request: ProjectRequest<Name>) => Promise<unknown>,
): (request: Request, context: { params: Promise<Params<Name | "projectId">> }) => Promise<Response> {
  return (request, context) =>
    answerRequest(request, async (record, cookies) => {
      const params = await context.params;
      const session = await requireUser(request, record, cookies, isId(params.projectId) ? params.projectId : null);
      const actor = await requireActor(session, params.projectId, action);
      record.projectId = actor.project.id;
      for (const [name, value] of Object.entries<string>(params)) {
        if (name.endsWith("Id") && !OTHER_IDS.has(name) && !isId(value)) {
          throw new AppError("missing", "There is no such thing in this project.");
        }
      }
      return handler({ actor, request, params });
    });
}

/** Wraps a route handler outside of any project for whoever is signed in (401 otherwise). */
export function handleSignedInRequest(
  handler: (request: { readonly user: SignedInUser; readonly request: Request }) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  return (request) =>
    answerRequest(request, async (record, cookies) =>
      handler({ user: (await requireUser(request, record, cookies)).user, request }),
    );
}

/** Wraps a route handler for everybody; `user` is null for a signed-out visitor. */
export function handlePublicRequest(
  handler: (request: { readonly user: SignedInUser | null; readonly request: Request }) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  return (request) =>
    answerRequest(request, async (_record, cookies) => {
      const session = await findSession(request.headers, true);
      cookies.push(...session.cookies);
      return handler({ user: session.user, request });
    });
}
