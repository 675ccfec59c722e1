/** What JSON can hold. `undefined` fields are refused rather than left out. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON with the keys of every object in code unit order, two blanks an indent, and a line break at the end: the same
 * value gives the same bytes. Throws a RangeError for numbers that JSON can't write.
 */
export function canonicalJson(value: JsonValue): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`;
}

function sortKeys(value: JsonValue): JsonValue {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`JSON has no ${value}.`);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(sortKeys);
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key] ?? null)]),
  );
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
