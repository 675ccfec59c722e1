import { expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { setUpServer } from "@/lib/workflows/set-up-server";

const administrator = (number: number) => ({
  name: `Ada ${number}`,
  email: `Ada${number}@Example.org`,
  password: "correct horse battery",
});

it("refuses a bad account and leaves the server as it was", async () => {
  await expect(setUpServer({ ...administrator(0), password: "short" })).rejects.toMatchObject({
    kind: "invalid",
    message: "The password must have at least 10 characters.",
  });
  expect(await database.user.count()).toBe(0);
  expect(await database.project.count()).toBe(0);
});

it("of six first starts at the same moment one succeeds, with one account, one project and its record", async () => {
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((number) => setUpServer(administrator(number))));
  const refusals = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refusals).toHaveLength(5);
  for (const refusal of refusals) expect(refusal.reason).toMatchObject({ kind: "conflict" });

  const [user, ...others] = await database.user.findMany({ include: { memberships: true, accounts: true } });
  expect(others).toEqual([]);
  expect(user).toMatchObject({ isOperator: true, memberships: [{ role: "administrator" }] });
  expect(user?.email).toMatch(/^ada\d@example\.org$/);
  // The password is kept as a salted hash.
  expect(user?.accounts[0]?.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
  expect(await database.project.findMany({ select: { name: true } })).toEqual([{ name: "My project" }]);
  expect(await database.auditEvent.findMany({ select: { action: true, actorId: true } })).toEqual([
    { action: "project.created", actorId: user?.id },
  ]);
});

it("stays closed afterwards", async () => {
  await expect(setUpServer(administrator(7))).rejects.toMatchObject({ kind: "conflict" });
});
