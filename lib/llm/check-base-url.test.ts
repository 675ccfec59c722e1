import { describe, expect, it } from "vitest";
import { checkBaseUrl } from "@/lib/llm/check-base-url";

describe("checkBaseUrl", () => {
  it.each([
    ["https://api.example.org/v1/", "https://api.example.org/v1"],
    ["HTTP://LocalHost:8000/v1", "http://localhost:8000/v1"],
    ["https://example.org", "https://example.org"],
    ["http://[::1]:11434/v1", "http://[::1]:11434/v1"],
  ])("stores %s as %s", (text, stored) => {
    expect(checkBaseUrl(text, null)).toBe(stored);
  });

  it.each([
    ["api.example.org/v1", "This is not an address"],
    ["file:///etc/passwd", "must begin with http"],
    ["ftp://example.org", "must begin with http"],
    ["https://me:secret@example.org/v1", "no user name or password"],
    ["https://example.org/v1?key=1", "nothing from ? or #"],
    ["http://169.254.169.254/latest", "metadata"],
    // The same address in other spellings.
    ["http://2852039166/", "metadata"],
    ["http://0xa9fea9fe/", "metadata"],
    ["http://[::ffff:169.254.169.254]/", "metadata"],
    ["http://metadata.google.internal/v1", "metadata"],
  ])("refuses %s", (text, sentence) => {
    expect(() => checkBaseUrl(text, null)).toThrowError(sentence);
  });

  const HOSTS = ["api.example.org", "localhost:8000", "*.models.example.org", "[::1]:11434"];
  it.each([
    ["https://api.example.org/v1", true],
    ["https://api.example.org:8443/v1", true],
    ["http://localhost:8000/v1", true],
    ["http://localhost:8001/v1", false],
    ["https://a.models.example.org/v1", true],
    ["https://a.b.models.example.org/v1", true],
    ["https://models.example.org/v1", false],
    ["https://evilmodels.example.org/v1", false],
    ["https://api.example.org.evil.com/v1", false],
    ["http://[::1]:11434/v1", true],
    ["http://[::1]:80/v1", false],
  ])("with a list of hosts, %s: %s", (text, isAllowed) => {
    if (isAllowed) expect(checkBaseUrl(text, HOSTS)).toBe(text);
    else expect(() => checkBaseUrl(text, HOSTS)).toThrowError("SECOND_OPINION_ENDPOINT_HOSTS");
  });
});
