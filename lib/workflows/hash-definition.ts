import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "@/lib/export/canonical-json";

/** SHA-256 (hex) of a grader's definition as canonical JSON: the order of keys makes no other version. */
export function hashDefinition(definition: unknown): string {
  return createHash("sha256")
    .update(canonicalJson(z.json().parse(definition)))
    .digest("hex");
}
