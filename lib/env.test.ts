import { describe, expect, it } from "vitest";
import { readEnv } from "@/lib/env";

const secret = "0123456789abcdef0123456789abcdef";

describe("readEnv", () => {
  it("fills in defaults, and takes an empty variable for an absent one", () => {
    expect(readEnv({ PORT: "", DATABASE_URL: "" }, "/srv/app")).toEqual({
      databaseUrl: null,
      dataDirectory: "/srv/app/.data",
      host: "127.0.0.1",
      port: 3000,
      secret: null,
      publicUrl: "http://localhost:3000",
      publicUrlIsSet: false,
      demo: false,
      logLevel: "info",
      endpointHosts: null,
    });
  });

  it("reads what is set", () => {
    expect(
      readEnv(
        {
          DATABASE_URL: "postgres://me@db/opinion",
          SECOND_OPINION_DATA_DIR: "/var/lib/opinion",
          PORT: "8080",
          SECOND_OPINION_SECRET: secret,
          SECOND_OPINION_URL: "https://Opinion.example.org/",
          SECOND_OPINION_DEMO: "1",
          LOG_LEVEL: "silent",
          SECOND_OPINION_ENDPOINT_HOSTS: "api.example.org, localhost:8000,*.Internal.example.org",
        },
        "/srv/app",
      ),
    ).toEqual({
      databaseUrl: "postgres://me@db/opinion",
      dataDirectory: "/var/lib/opinion",
      host: "127.0.0.1",
      port: 8080,
      secret,
      publicUrl: "https://opinion.example.org",
      publicUrlIsSet: true,
      demo: true,
      logLevel: "silent",
      endpointHosts: ["api.example.org", "localhost:8000", "*.internal.example.org"],
    });
  });

  it("takes the address of a server on a Unix socket, which has no host", () => {
    const url = "postgresql:///opinion?host=/var/run/postgresql";
    expect(readEnv({ DATABASE_URL: url }, "/").databaseUrl).toBe(url);
  });

  it.each([
    ["DATABASE_URL", "mysql://db/opinion", "DATABASE_URL must be a PostgreSQL address"],
    ["DATABASE_URL", "db", "DATABASE_URL must be a PostgreSQL address"],
    ["PORT", "http", "PORT must be a whole number from 1 to 65535."],
    ["PORT", "70000", "PORT must be a whole number from 1 to 65535."],
    ["PORT", "80.5", "PORT must be a whole number from 1 to 65535."],
    ["SECOND_OPINION_SECRET", "short", "SECOND_OPINION_SECRET must have at least 32 characters"],
    ["SECOND_OPINION_URL", "opinion.example.org", "SECOND_OPINION_URL must be the address people type"],
    ["SECOND_OPINION_URL", "https://example.org/opinion", "SECOND_OPINION_URL must have no path"],
    ["SECOND_OPINION_DEMO", "yes please", "SECOND_OPINION_DEMO must be 1 or 0."],
    ["LOG_LEVEL", "loud", "LOG_LEVEL must be one of"],
    ["SECOND_OPINION_ENDPOINT_HOSTS", "https://api.example.org/v1", "SECOND_OPINION_ENDPOINT_HOSTS must be hosts"],
  ])("refuses %s=%s with a sentence", (name, value, sentence) => {
    expect(() => readEnv({ [name]: value }, "/")).toThrowError(sentence);
  });

  it("names every bad variable at once, each once", () => {
    expect(() => readEnv({ PORT: "0.5", LOG_LEVEL: "loud" }, "/")).toThrowError(/^PORT [^.]+\. LOG_LEVEL [^.]+\.$/);
  });
});
