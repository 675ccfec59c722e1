import type { Criterion, Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { ExtractionValue, GradeOutcome } from "@/lib/grading/grader";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Message } from "@/lib/trajectory/message";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/**
 * What no right grade does (docs/glossary.md; each breach is a grader error that no clinician has to find).
 * - continues_after_stop: a turn's label is continue although an earlier turn's is stop
 * - information_grows: an item belongs to this turn and not to the turn before, but I*_t only shrinks as turns pass
 * - answer_already_known: full content for a question whose answer stands in the context
 * - quote_not_verbatim: a quote stands nowhere in what may be quoted
 */
export const VIOLATIONS = [
  "continues_after_stop",
  "information_grows",
  "answer_already_known",
  "quote_not_verbatim",
] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

/** The grades of one turn, as they hold together. Failed and not applicable ones break nothing. */
export interface GradedTurn {
  readonly turn: Turn;
  readonly decision: GradeOutcome<StopLabel>;
  readonly extraction: GradeOutcome<ExtractionValue>;
  readonly responses: readonly {
    readonly content: GradeOutcome<Score>;
    readonly format: GradeOutcome<Score>;
  }[];
}

export interface Violation {
  readonly kind: ViolationKind;
  /** The grade that breaks it: of this turn and criterion, and for content and format of this response. */
  readonly round: number;
  readonly criterion: Criterion;
  /** Index into the turn's responses; null for decision and extraction. */
  readonly responseIndex: number | null;
}

/** Case, width and white space make no other item. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}

/** An item is compared at every turn that it belongs to. */
const keys = new WeakMap<TargetItem, string>();

function keyOf(item: TargetItem): string {
  const known = keys.get(item);
  if (known !== undefined) return known;
  const key = `${fold(item.attribute)}\n${fold(item.value)}`;
  keys.set(item, key);
  return key;
}

function itemsOf({ extraction }: GradedTurn): readonly TargetItem[] {
  return extraction.status === "ok" ? extraction.value.items : [];
}

function isVerbatim({ messagePosition, start, end, text }: Evidence, messages: readonly Message[]): boolean {
  return text !== "" && messages[messagePosition]?.content.slice(start, end) === text;
}

function hasStrayQuote<Value>(
  outcome: GradeOutcome<Value>,
  messages: readonly Message[],
  /** Position of the first message that may be quoted. */
  from: number,
): boolean {
  if (outcome.status !== "ok") return false;
  if (outcome.unverifiedQuotes !== undefined && outcome.unverifiedQuotes.length > 0) return true;
  return !outcome.evidence.every((quote) => quote.messagePosition >= from && isVerbatim(quote, messages));
}

function findStrayQuotes(graded: GradedTurn, messages: readonly Message[]): Violation[] {
  const { turn, decision, extraction, responses } = graded;
  const kind = "quote_not_verbatim";
  const { round, contextMessageCount } = turn;
  const strayItem = itemsOf(graded).some(
    ({ evidence }) =>
      !evidence.every((quote) => quote.messagePosition >= contextMessageCount && isVerbatim(quote, messages)),
  );
  return [
    // A stop may be read off the client's last words, which stand in the context.
    ...(hasStrayQuote(decision, messages, 0)
      ? [{ kind, round, criterion: "decision", responseIndex: null } as const]
      : []),
    ...(strayItem || hasStrayQuote(extraction, messages, contextMessageCount)
      ? [{ kind, round, criterion: "extraction", responseIndex: null } as const]
      : []),
    ...responses.flatMap((response, responseIndex) =>
      (["content", "format"] as const)
        .filter((criterion) => hasStrayQuote(response[criterion], messages, contextMessageCount))
        .map((criterion) => ({ kind, round, criterion, responseIndex }) as const),
    ),
  ];
}

function findContinuing(turns: readonly GradedTurn[]): Violation[] {
  const says = (label: StopLabel) => (graded: GradedTurn) =>
    graded.decision.status === "ok" && graded.decision.value === label;
  const stop = turns.findIndex(says("stop"));
  if (stop === -1) return [];
  return turns
    .slice(stop + 1)
    .filter(says("continue"))
    .map(({ turn: { round } }) => ({
      kind: "continues_after_stop",
      round,
      criterion: "decision",
      responseIndex: null,
    }));
}

/** The items that belong to a turn, whichever extraction holds them. */
function informationAt(round: number, items: readonly TargetItem[]): TargetItem[] {
  return items.filter(({ firstRound, askedRound }) => firstRound <= round && round <= askedRound);
}

function findGrowing(turns: readonly GradedTurn[]): Violation[] {
  const all = turns.flatMap(itemsOf);
  const growing = new Set<TargetItem>();
  for (const [index, { turn }] of turns.entries()) {
    const before = turns[index - 1]?.turn.round;
    if (before === undefined) continue;
    const known = new Set(informationAt(before, all).map(keyOf));
    for (const item of informationAt(turn.round, all)) if (!known.has(keyOf(item))) growing.add(item);
  }
  return turns
    .filter((graded) => itemsOf(graded).some((item) => growing.has(item)))
    .map(({ turn: { round } }) => ({
      kind: "information_grows",
      round,
      criterion: "extraction",
      responseIndex: null,
    }));
}

function overlaps(one: Evidence, other: Evidence): boolean {
  return one.messagePosition === other.messagePosition && one.start < other.end && other.start < one.end;
}

/**
 * Full content rests on items whose quotes it shares. Where each of those was found out before, attribute and value
 * alike, the question asks for what is known. (Asked again with another answer, it found something out.)
 */
function findKnownAnswers(graded: GradedTurn, all: readonly TargetItem[]): Violation[] {
  const { round } = graded.turn;
  const known = new Set(all.filter(({ askedRound }) => askedRound < round).map(keyOf));
  if (known.size === 0) return [];
  const target = informationAt(round, all);
  return graded.responses.flatMap(({ content }, responseIndex): Violation[] => {
    if (content.status !== "ok" || content.value !== 1) return [];
    const restsOn = target.filter((item) =>
      item.evidence.some((quote) => content.evidence.some((given) => overlaps(quote, given))),
    );
    if (restsOn.length === 0 || !restsOn.every((item) => known.has(keyOf(item)))) return [];
    return [{ kind: "answer_already_known", round, criterion: "content", responseIndex }];
  });
}

/**
 * Checks the grades of one trajectory, by whatever grader, against what no right grading does. Free and certain: no
 * model, no chance, no threshold. Source: the method's definitions of I*_t and s*_t (arXiv 2510.25441, §3.1).
 *
 * @param turns all turns of the trajectory in order; a turn without a grade of a criterion gives "not_applicable" for it.
 * @returns each breach with the grade that makes it, in order of the turns; a grade may break several.
 */
export function findViolations(messages: readonly Message[], turns: readonly GradedTurn[]): Violation[] {
  const all = turns.flatMap(itemsOf);
  const found = [
    ...findContinuing(turns),
    ...findGrowing(turns),
    ...turns.flatMap((graded) => [...findKnownAnswers(graded, all), ...findStrayQuotes(graded, messages)]),
  ];
  return found.sort((a, b) => a.round - b.round);
}
