import { expect, it } from "vitest";
import { findSqlState, isDatabaseAway } from "@/lib/db/is-database-away";

const raised = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);
const adapterError = (cause: object) => ({ meta: { driverAdapterError: { name: "DriverAdapterError", cause } } });

it.each([
  ["a refused connection of the driver", raised("connect ECONNREFUSED", { code: "ECONNREFUSED" }), true],
  ["a server that shuts down", raised("terminating connection", { code: "57P01" }), true],
  ["a server that is full", raised("too many clients", { code: "53300" }), true],
  ["a connection that broke", raised("Connection terminated unexpectedly"), true],
  ["the client's own code", raised("Can't reach database server", { code: "P1001" }), true],
  [
    "a raw statement without a server",
    raised("Raw query failed", { code: "P2010", ...adapterError({ kind: "DatabaseNotReachable" }) }),
    true,
  ],
  [
    "a raw statement cut off by a shutdown",
    raised("Raw query failed", { code: "P2010", ...adapterError({ kind: "postgres", originalCode: "57P01" }) }),
    true,
  ],
  [
    "a raw statement whose connection broke",
    raised("Raw query failed. Connection terminated unexpectedly", { code: "P2010", ...adapterError({}) }),
    true,
  ],
  [
    "a raw statement with a mistake",
    raised("Raw query failed", { code: "P2010", ...adapterError({ kind: "postgres", originalCode: "42601" }) }),
    false,
  ],
  ["a row that is there already", raised("Unique constraint failed", { code: "P2002" }), false],
  ["a duplicate key that speaks of a terminated connection", raised("connection terminated", { code: "23505" }), false],
  ["any other error", raised("No such grader."), false],
  ["what is no error", "ECONNREFUSED", false],
])("tells a database that is away: %s", (_name, error, expected) => {
  expect(isDatabaseAway(error)).toBe(expected);
});

it("finds the server's code wherever it stands, and takes no other for it", () => {
  expect(findSqlState(raised("x", { code: "40001" }))).toBe("40001");
  expect(findSqlState(raised("x", { code: "P2010", ...adapterError({ originalCode: "40P01" }) }))).toBe("40P01");
  expect(findSqlState(raised("x", { code: "P2010" }))).toBeNull();
  expect(findSqlState(raised("x", { code: "EPIPE" }))).toBeNull();
  expect(findSqlState(undefined)).toBeNull();
});
