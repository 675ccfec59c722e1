/**
 * The first object key that stands twice in the same object of a JSON text, or null. The text must be valid JSON:
 * only strings, brackets and colons are looked at. `JSON.parse` keeps the last of two such values and says nothing.
 */
export function findRepeatedKey(json: string): string | null {
  const keysOfOpenObjects: Set<string>[] = [];
  let lastString: readonly [start: number, end: number] = [0, 0];
  for (let index = 0; index < json.length; index += 1) {
    switch (json[index]) {
      case '"': {
        const end = endOfString(json, index);
        lastString = [index, end];
        index = end - 1;
        break;
      }
      case "{":
        keysOfOpenObjects.push(new Set());
        break;
      case "}":
        keysOfOpenObjects.pop();
        break;
      case ":": {
        // Outside of strings a colon follows a key and nothing else.
        const key = String(JSON.parse(json.slice(...lastString)));
        const keys = keysOfOpenObjects.at(-1);
        if (keys?.has(key)) return key;
        keys?.add(key);
        break;
      }
    }
  }
  return null;
}

/** How many `key: value` pairs a valid JSON text writes, repeated keys counted as often as they stand. */
export function countWrittenPairs(json: string): number {
  let pairs = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === 0x22) index = endOfString(json, index) - 1;
    else if (code === 0x3a) pairs += 1;
  }
  return pairs;
}

/** Where the string that opens at `start` ends, its closing quote included. */
function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = json.indexOf('"', quote + 1);
  }
  return json.length;
}
