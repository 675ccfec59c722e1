import { type NumberRange, readNumber } from "@/components/ui/read-number";
import type { LlmGraderDefinition } from "@/lib/grading/llm/llm-grader-definition";
import { type GraderDraftInput, graderDraftSchema } from "@/lib/queries/grader-contract";

export interface RuleRow {
  readonly key: number;
  readonly text: string;
}

export interface CaseRow {
  readonly key: number;
  readonly title: string;
  readonly text: string;
}

export interface VoteRow {
  readonly key: number;
  readonly name: string;
  readonly endpointId: string;
  readonly extraInstructions: string;
  readonly itemOrder: "asked" | "reversed";
}

/** What stands in the editor, as typed. `key` tells rows apart while they move; it is never sent. */
export interface GraderForm {
  readonly name: string;
  readonly extractionKind: "llm" | "offline";
  readonly extractionEndpointId: string;
  readonly extractionInstructions: string;
  readonly turnsPerCall: string;
  readonly extractionTemperature: string;
  readonly extractionMaxTokens: string;
  readonly extractionSeed: string;
  readonly scoringInstructions: string;
  readonly rules: readonly RuleRow[];
  readonly cases: readonly CaseRow[];
  readonly temperature: string;
  readonly maxTokens: string;
  readonly seed: string;
  readonly votes: readonly VoteRow[];
  readonly voterVersionIds: readonly string[];
  readonly withoutFuture: boolean;
  readonly otherFuture: boolean;
}

/** As many as the contract takes. */
export const MOST = { rules: 20, cases: 8, votes: 9, voters: 8 } as const;

const TEMPERATURE: NumberRange = { min: 0, max: 2, optional: true };
const MAX_TOKENS: NumberRange = { min: 64, max: 32_768, whole: true };
const SEED: NumberRange = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true, optional: true };

export const GRADER_RANGES = {
  turnsPerCall: { min: 1, max: 200, whole: true },
  extractionTemperature: TEMPERATURE,
  extractionMaxTokens: MAX_TOKENS,
  extractionSeed: SEED,
  temperature: TEMPERATURE,
  maxTokens: MAX_TOKENS,
  seed: SEED,
} as const satisfies Partial<Record<keyof GraderForm, NumberRange>>;

type NumberFieldName = keyof typeof GRADER_RANGES;

/** A key that no row has. */
export function nextKey(rows: readonly { readonly key: number }[]): number {
  return Math.max(0, ...rows.map((row) => row.key)) + 1;
}

/** A new grader: the profile's instructions, one vote, both steps on one endpoint. */
export function newGraderForm(
  endpointId: string,
  defaults: { readonly extractionInstructions: string; readonly scoringInstructions: string },
  voteName: string,
): GraderForm {
  return {
    name: "",
    extractionKind: "llm",
    extractionEndpointId: endpointId,
    extractionInstructions: defaults.extractionInstructions,
    turnsPerCall: "24",
    extractionTemperature: "0",
    extractionMaxTokens: "4096",
    extractionSeed: "",
    scoringInstructions: defaults.scoringInstructions,
    rules: [],
    cases: [],
    temperature: "0",
    maxTokens: "1024",
    seed: "",
    votes: [{ key: 1, name: voteName, endpointId, extraInstructions: "", itemOrder: "asked" }],
    voterVersionIds: [],
    withoutFuture: false,
    otherFuture: false,
  };
}

const typed = (value: number | null) => (value === null ? "" : String(value));

/** A version as it was frozen, ready to become the next one. `base` fills what an offline extraction leaves open. */
export function graderFormFrom(name: string, definition: LlmGraderDefinition, base: GraderForm): GraderForm {
  const { extraction, scoring } = definition;
  return {
    ...base,
    name,
    extractionKind: extraction.kind,
    ...(extraction.kind === "llm"
      ? {
          extractionEndpointId: extraction.endpointId,
          extractionInstructions: extraction.instructions,
          turnsPerCall: String(extraction.turnsPerCall),
          extractionTemperature: typed(extraction.temperature),
          extractionMaxTokens: String(extraction.maxOutputTokens),
          extractionSeed: typed(extraction.seed),
        }
      : {}),
    scoringInstructions: scoring.instructions,
    rules: scoring.rules.map((text, index) => ({ key: index + 1, text })),
    cases: scoring.workedCases.map((one, index) => ({ key: index + 1, title: one.title, text: one.text })),
    temperature: typed(scoring.temperature),
    maxTokens: String(scoring.maxOutputTokens),
    seed: typed(scoring.seed),
    votes: scoring.votes.map((vote, index) => ({
      key: index + 1,
      name: vote.name,
      endpointId: vote.endpointId,
      extraInstructions: vote.extraInstructions,
      itemOrder: vote.itemOrder,
    })),
    voterVersionIds: scoring.voterVersionIds,
    withoutFuture: scoring.probes.withoutFuture,
    otherFuture: scoring.probes.otherFuture,
  };
}

/** A field that can't be taken: `vote.2` is the vote with key 2. */
export type GraderProblem = "name" | "extractionEndpoint" | NumberFieldName | `case.${number}` | `vote.${number}`;

export type ReadGraderForm =
  | { readonly ok: true; readonly draft: GraderDraftInput }
  | { readonly ok: false; readonly problems: ReadonlySet<GraderProblem> };

/**
 * The draft to send, or which fields can't be taken. Rows left wholly empty say nothing and are not sent.
 * @param endpointIds those that can be chosen: an archived one can't.
 */
export function readGraderForm(form: GraderForm, endpointIds: ReadonlySet<string>): ReadGraderForm {
  const problems = new Set<GraderProblem>();
  const number = (field: NumberFieldName): number | null => {
    const read = readNumber(form[field], GRADER_RANGES[field]);
    if (read.ok) return read.value;
    problems.add(field);
    return null;
  };
  if (!graderDraftSchema.shape.name.safeParse(form.name).success) problems.add("name");
  const isLlm = form.extractionKind === "llm";
  if (isLlm && !endpointIds.has(form.extractionEndpointId)) problems.add("extractionEndpoint");
  const extraction: GraderDraftInput["extraction"] = isLlm
    ? {
        kind: "llm",
        endpointId: form.extractionEndpointId,
        instructions: form.extractionInstructions.trim(),
        turnsPerCall: number("turnsPerCall") ?? 0,
        temperature: number("extractionTemperature"),
        maxOutputTokens: number("extractionMaxTokens") ?? 0,
        seed: number("extractionSeed"),
      }
    : { kind: "offline" };
  const cases = form.cases.filter((one) => one.title.trim() !== "" || one.text.trim() !== "");
  for (const one of cases) {
    if (one.title.trim() === "" || one.text.trim() === "") problems.add(`case.${one.key}`);
  }
  for (const vote of form.votes) {
    if (vote.name.trim() === "" || !endpointIds.has(vote.endpointId)) problems.add(`vote.${vote.key}`);
  }
  const scoring: GraderDraftInput["scoring"] = {
    instructions: form.scoringInstructions.trim(),
    rules: form.rules.map((rule) => rule.text.trim()).filter((text) => text !== ""),
    workedCases: cases.map((one) => ({ title: one.title.trim(), text: one.text.trim() })),
    temperature: number("temperature"),
    maxOutputTokens: number("maxTokens") ?? 0,
    seed: number("seed"),
    votes: form.votes.map((vote) => ({
      name: vote.name.trim(),
      endpointId: vote.endpointId,
      extraInstructions: vote.extraInstructions.trim(),
      itemOrder: vote.itemOrder,
    })),
    voterVersionIds: [...form.voterVersionIds],
    probes: { withoutFuture: form.withoutFuture, otherFuture: form.otherFuture },
  };
  return problems.size > 0
    ? { ok: false, problems }
    : { ok: true, draft: { name: form.name.trim(), extraction, scoring } };
}
