import { RequestError } from "@/lib/queries/request-json";

/** The words of an error that were written for a person; `fallback` for any other error. */
export function problemText(error: Error, fallback: string): string {
  return error instanceof RequestError ? error.message : fallback;
}
