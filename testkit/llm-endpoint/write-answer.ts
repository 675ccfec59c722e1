import type { ExtractionAnswer, ScoringAnswer } from "@/testkit/llm-endpoint/answer-task";

const line = (text: string): string => text.replace(/\s+/gu, " ").trim();
const tag = (name: string, text: string): string => `<${name}>${line(text)}</${name}>`;
/** 1 → "1.0", as the reference's graders write it. */
const scoreText = (score: number): string => score.toFixed(1);

/** An extraction in the reference's tag style, one line an item. */
export function writeExtractionTags({ items }: ExtractionAnswer): string {
  if (items.length === 0) return "<items none />";
  return items
    .map(
      ({ turn, attribute, value, question, quote }) =>
        `<item turn="${turn}">${tag("attribute", attribute)}${tag("value", value)}${tag("question", question)}${tag("quote", quote)}</item>`,
    )
    .join("\n");
}

/** A scoring in the reference's tag style, one line a tag; the content score is left out where there is none. */
export function writeScoringTags(answer: ScoringAnswer): string {
  return [
    tag("think", answer.think),
    tag("format_score", scoreText(answer.format_score)),
    ...(answer.content_score === null ? [] : [tag("content_score", scoreText(answer.content_score))]),
    tag("content_rationale", answer.content_rationale),
    tag("format_rationale", answer.format_rationale),
    ...answer.quotes.map((quote) => tag("quote", quote)),
  ].join("\n");
}

type Schema = Readonly<Record<string, unknown>>;

/** The plainest value that a JSON Schema allows: what a server that is held to a schema answers to any other prompt. */
export function writeLeastInstance(schema: Schema): unknown {
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  for (const key of ["anyOf", "oneOf"]) {
    const choices = schema[key];
    if (Array.isArray(choices) && choices.length > 0) return writeLeastInstance(choices[0] as Schema);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object": {
      const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
      return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, writeLeastInstance(part)]));
    }
    case "array":
      return [];
    case "boolean":
      return true;
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 0;
    case "null":
      return null;
    default:
      return "OK";
  }
}
