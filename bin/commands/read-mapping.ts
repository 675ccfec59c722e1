import { AppError } from "@/lib/kernel/app-error";
import {
  defaultMapping,
  IMPORT_FORMATS,
  type ImportFormat,
  type ImportMapping,
  importMappingSchema,
  missingFields,
} from "@/lib/trajectory/formats/import-options";

const MEANINGS: Readonly<Record<string, "user" | "assistant" | "skip">> = {
  user: "user",
  client: "user",
  assistant: "assistant",
  expert: "assistant",
  skip: "skip",
};

/** The format that a person named. @throws AppError invalid */
export function readFormat(text: string): ImportFormat {
  const format = IMPORT_FORMATS.find((name) => name === text.replaceAll("-", "_"));
  if (format === undefined) {
    throw new AppError(
      "invalid",
      `There is no format “${text}”. Known: ${IMPORT_FORMATS.map((name) => name.replaceAll("_", "-")).join(", ")}.`,
    );
  }
  return format;
}

/**
 * A mapping with what the person said on the command line: `id=conversation`, `content=text`, `role:Nurse=expert`.
 * @throws AppError invalid with what is wrong
 */
export function readMapping(base: ImportMapping, format: ImportFormat | null, pairs: readonly string[]): ImportMapping {
  const from = format === null || format === base.format ? base : defaultMapping(format);
  const fields: Record<string, string | null> = { ...from.fields };
  const roles: Record<string, string> = { ...from.roles };
  for (const pair of pairs) {
    const at = pair.lastIndexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (at < 1) throw new AppError("invalid", `--map takes field=column or role:name=client, not “${pair}”.`);
    if (name.startsWith("role:")) {
      const meaning = MEANINGS[value];
      if (meaning === undefined) throw new AppError("invalid", `A role is client, expert or skip, not “${value}”.`);
      roles[name.slice("role:".length)] = meaning;
    } else if (name in fields) {
      fields[name] = value === "" ? null : value;
    } else {
      throw new AppError("invalid", `--map knows ${Object.keys(fields).join(", ")} and role:name, not “${name}”.`);
    }
  }
  const parsed = importMappingSchema.safeParse({ format: from.format, fields, roles });
  if (!parsed.success) throw new AppError("invalid", parsed.error.issues[0]?.message ?? "The mapping is wrong.");
  const missing = missingFields(parsed.data);
  if (missing.length > 0) {
    throw new AppError("invalid", `Say which column holds what: ${missing.map((name) => `--map ${name}=…`).join(" ")}`);
  }
  return parsed.data;
}
