import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { authentication } from "@/lib/auth/authentication";
import { findSession } from "@/lib/auth/session";
import { WRONG_PASSWORDS_ALLOWED } from "@/lib/auth/sign-in-limit";
import { makePerson, PASSWORD, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return authentication().handler(
    new Request(`http://localhost:3000/api/auth${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        host: "localhost:3000",
        origin: "http://localhost:3000",
        ...headers,
      },
      body: JSON.stringify(body),
    }),
  );
}

let address = 0;
/** Each from a network address of its own, so that the limit by address does not answer first. */
function signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<Response> {
  address += 1;
  return post("/sign-in/email", { email, password }, { "x-forwarded-for": `192.0.2.${address}`, ...headers });
}

let userId = "";
beforeAll(async () => {
  userId = await makePerson("ada@example.org");
});

describe("authentication", () => {
  it("signs in with the right password, whatever the case of the address; the session is found again", async () => {
    const answer = await signIn("Ada@Example.org", PASSWORD);
    expect(answer.status).toBe(200);
    const setCookie = answer.headers.getSetCookie()[0] ?? "";
    expect(setCookie).toMatch(/^second-opinion\.session_token=/);
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Lax/i);
    // 30 days in seconds; no Secure over plain http.
    expect(setCookie).toMatch(/Max-Age=2592000/);
    expect(setCookie).not.toMatch(/Secure/i);
    const cookie = setCookie.slice(0, setCookie.indexOf(";"));
    expect((await findSession(new Headers({ cookie }), true)).user).toEqual({
      id: userId,
      name: "ada@example.org",
      email: "ada@example.org",
      isOperator: false,
    });
  });

  it("refuses a wrong password and an unknown address alike", async () => {
    const wrong = await signIn("ada@example.org", "not the password");
    const unknown = await signIn("nobody@example.org", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  it("refuses strangers who want an account", async () => {
    const answer = await post("/sign-up/email", { name: "Eve", email: "eve@example.org", password: PASSWORD });
    expect(answer.ok).toBe(false);
    expect(await database.user.count({ where: { email: "eve@example.org" } })).toBe(0);
  });

  it("lets nobody make themselves the operator", async () => {
    const cookie = await signInAs(userId);
    const answer = await post("/update-user", { isOperator: true }, { cookie });
    expect(answer.ok).toBe(false);
    expect(await database.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ isOperator: false });
  });

  it("refuses a change that another site's page sends with the cookie", async () => {
    const cookie = await signInAs(userId);
    const answer = await post("/sign-out", {}, { cookie, origin: "https://evil.example" });
    expect(answer.status).toBe(403);
    expect((await findSession(new Headers({ cookie }), false)).user?.id).toBe(userId);
  });

  it("takes sign-in from the host the browser addressed, which need not be localhost", async () => {
    const lan = { host: "ward-pc:3000", origin: "http://ward-pc:3000" };
    expect((await signIn("ada@example.org", PASSWORD, lan)).status).toBe(200);
    expect((await signIn("ada@example.org", PASSWORD, { ...lan, origin: "http://evil.example" })).status).toBe(403);
  });

  it("makes an address wait after too many wrong passwords, from wherever they came", async () => {
    await makePerson("target@example.org");
    for (let time = 0; time < WRONG_PASSWORDS_ALLOWED; time++) {
      expect((await signIn("target@example.org", `guess number ${time}`)).status).toBe(401);
    }
    const refused = await signIn("target@example.org", PASSWORD);
    expect(refused.status).toBe(429);
    expect((await refused.json()).message).toBe(
      "Too many wrong passwords for this e-mail address. Try again in 10 minutes.",
    );
    expect((await signIn("ada@example.org", PASSWORD)).status).toBe(200);
  });

  it("limits sign-ins from one network address", async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 21; time++) {
      const headers = { "x-forwarded-for": "203.0.113.9" };
      // Not an address: refused with 400 before a password is hashed, which would only make the test slow.
      statuses.push((await post("/sign-in/email", { email: `nobody-${time}`, password: "x" }, headers)).status);
    }
    expect(statuses).toEqual([...Array(20).fill(400), 429]);
  });

  it("prolongs a session in use, on the server and in the cookie, but not where cookies can't be sent back", async () => {
    const cookie = await signInAs(userId);
    const token = decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)).split(".")[0] ?? "";
    const almostOver = new Date(Date.now() + 60_000);
    await database.session.update({ where: { token }, data: { expiresAt: almostOver } });
    const headers = new Headers({ cookie });
    expect(await findSession(headers, false)).toMatchObject({ user: { id: userId }, cookies: [] });
    expect((await database.session.findUniqueOrThrow({ where: { token } })).expiresAt).toEqual(almostOver);

    const renewed = await findSession(headers, true);
    expect(renewed.cookies.join()).toMatch(/session_token=.*Max-Age=2592000/);
    const days =
      ((await database.session.findUniqueOrThrow({ where: { token } })).expiresAt.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
  });

  it("knows nobody by a cookie that was signed otherwise, cut, or whose session has ended", async () => {
    const cookie = await signInAs(userId);
    const [name = "", value = ""] = cookie.split("=");
    const [token = "", signature = ""] = decodeURIComponent(value).split(".");
    const who = async (text: string) =>
      (await findSession(new Headers({ cookie: `${name}=${encodeURIComponent(text)}` }), true)).user;
    expect((await who(`${token}.${signature}`))?.id).toBe(userId);
    const forged = createHmac("sha256", "another secret").update(token).digest("base64");
    for (const text of [`${token}.${forged}`, `${token}.`, token, `.${signature}`, `${token}x.${signature}`, "%"]) {
      expect(await who(text), text).toBeNull();
    }
    expect((await findSession(new Headers({ cookie: `${name}=%E0%A4%A` }), true)).user).toBeNull();
    await database.session.update({ where: { token }, data: { expiresAt: new Date(Date.now() - 1_000) } });
    expect(await who(`${token}.${signature}`)).toBeNull();
  });

  it("signs out at once, everywhere", async () => {
    const cookie = await signInAs(userId);
    expect((await findSession(new Headers({ cookie }), true)).user?.id).toBe(userId);
    expect((await post("/sign-out", {}, { cookie })).status).toBe(200);
    expect((await findSession(new Headers({ cookie }), true)).user).toBeNull();
  });
});
