import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";

/**
 * A grader's definition as text to be read and compared line by line: what a person wrote first, the settings after it.
 * Definitions of other kinds are listed field by field.
 */
export function definitionText(definition: unknown): string {
  const parsed = llmGraderDefinitionSchema.safeParse(definition);
  return (parsed.success ? llmSections(parsed.data) : [section("Definition", listFields(definition))]).join("\n\n");
}

function llmSections({ extraction, scoring }: LlmGraderDefinition): string[] {
  const { instructions, rules, workedCases, votes, voterVersionIds, probes, ...settings } = scoring;
  const written = [
    section("Scoring: instructions", [instructions]),
    section(
      "Scoring: rules",
      rules.map((rule) => `- ${rule}`),
    ),
    ...workedCases.map(({ title, text }) => section(`Scoring: worked case “${title}”`, [text])),
  ];
  const votesWritten = votes.map(({ name, extraInstructions, ...sent }) =>
    section(`Vote “${name}”`, [...(extraInstructions === "" ? [] : [extraInstructions]), ...listFields(sent)]),
  );
  const scoringSettings = section("Scoring: settings", [
    ...listFields(settings),
    `probe without the future: ${probes.withoutFuture ? "yes" : "no"}`,
    `probe with another future: ${probes.otherFuture ? "yes" : "no"}`,
    ...voterVersionIds.map((id) => `earlier version that votes: ${id}`),
  ]);
  if (extraction.kind === "offline") {
    return [...written, ...votesWritten, section("Extraction", listFields(extraction)), scoringSettings];
  }
  const { instructions: extractionInstructions, ...extractionSettings } = extraction;
  return [
    section("Extraction: instructions", [extractionInstructions]),
    ...written,
    ...votesWritten,
    section("Extraction: settings", listFields(extractionSettings)),
    scoringSettings,
  ];
}

function section(title: string, lines: readonly string[]): string {
  return [`## ${title}`, ...(lines.length === 0 ? ["(none)"] : lines)].join("\n");
}

function listFields(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [JSON.stringify(value) ?? ""];
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${key}: ${typeof field === "string" ? field : JSON.stringify(field)}`);
}
