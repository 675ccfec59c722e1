/** Makes a switch over a closed union exhaustive: a new member fails the type check, not the user. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
