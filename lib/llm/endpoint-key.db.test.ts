import { expect, it } from "vitest";
import { findEndpointKey, openEndpointKey, sealEndpointKey } from "@/lib/llm/endpoint-key";

const place = { projectId: "p", endpointId: "e" };
const stored = (keyCiphertext: string) =>
  ({ projectId: "p", id: "e", keySource: "stored", keyVariable: null, keyCiphertext }) as const;

it("gives a stored key back, at its own endpoint alone, and not after a bit was changed", () => {
  const sealed = sealEndpointKey("sk-secret-ü", place);
  expect(sealed).not.toContain("secret");
  expect(openEndpointKey(sealed, place)).toBe("sk-secret-ü");
  expect(sealEndpointKey("sk-secret-ü", place)).not.toBe(sealed);
  expect(openEndpointKey(sealed, { ...place, endpointId: "other" })).toBeNull();
  expect(openEndpointKey(sealed, { ...place, projectId: "other" })).toBeNull();
  const bytes = Buffer.from(sealed, "base64");
  for (const at of [0, 1, 13, 29, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openEndpointKey(changed.toString("base64"), place)).toBeNull();
  }
  expect(openEndpointKey("", place)).toBeNull();
});

it("says what is missing and where it goes", () => {
  expect(findEndpointKey(stored(sealEndpointKey("k", place)))).toEqual({ ok: true, key: "k" });
  expect(findEndpointKey(stored("nonsense"))).toMatchObject({
    ok: false,
    reason: expect.stringContaining("SECOND_OPINION_SECRET"),
  });
  const variable = "SECOND_OPINION_ENDPOINT_KEY_TEST";
  const named = (keyVariable: string) =>
    ({ projectId: "p", id: "e", keySource: "environment", keyVariable, keyCiphertext: null }) as const;
  expect(findEndpointKey(named(variable))).toMatchObject({ ok: false, reason: expect.stringContaining(variable) });
  process.env[variable] = "from outside";
  expect(findEndpointKey(named(variable))).toEqual({ ok: true, key: "from outside" });
  delete process.env[variable];
  // Another variable of the server is never sent anywhere.
  expect(findEndpointKey(named("SECOND_OPINION_SECRET"))).toMatchObject({ ok: false });
});
