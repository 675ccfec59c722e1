/** The parts of a step's instructions that clinicians' corrections led to; none where there are none. */
export function writeRules({
  rules = [],
  workedCases = [],
}: {
  readonly rules?: readonly string[] | undefined;
  readonly workedCases?: readonly { readonly title: string; readonly text: string }[] | undefined;
}): string[] {
  return [
    ...(rules.length === 0 ? [] : [`Rules:\n${rules.map((rule) => `- ${rule}`).join("\n")}`]),
    ...(workedCases.length === 0
      ? []
      : [`Worked cases:\n\n${workedCases.map(({ title, text }) => `${title}\n${text}`).join("\n\n")}`]),
  ];
}
