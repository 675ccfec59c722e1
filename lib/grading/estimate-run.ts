/** An amount with the range it is expected in. */
export interface Range {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** What answers came to, on average a call; of the same step, or of others on the same endpoint. */
export interface MeasuredCalls {
  readonly isOwn: boolean;
  readonly answers: number;
  /** Answers ÷ questions: above 1 where some could not be used and were asked for anew. */
  readonly answersPerQuestion: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
}

/** Calls of one kind. */
export interface CallsToMake {
  readonly endpointId: string;
  /** Questions that are not on hand. */
  readonly questions: Range;
  /** Bytes of the words sent with one, computed from the dialogues' lengths. */
  readonly bytes: number;
  /** Answers of nobody are measured: so many tokens are assumed. */
  readonly assumedOutputTokens: Range;
  /** Null where nothing was measured. */
  readonly measured: MeasuredCalls | null;
}

/** What an endpoint allows over all workers, and what it takes: millionths of a US dollar for a million tokens. */
export interface EndpointTerms {
  readonly id: string;
  readonly concurrency: number;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inputPriceMicroUsd: bigint | null;
  readonly outputPriceMicroUsd: bigint | null;
}

export interface CallsEstimate {
  readonly calls: Range;
  readonly inputTokens: Range;
  readonly outputTokens: Range;
  /** Null where a price is not known. */
  readonly costUsd: Range | null;
  readonly seconds: Range;
}

/** Models cut English and Chinese text, as UTF-8, into about a token for four bytes. */
const BYTES_PER_TOKEN = 4;
/** Shares by which amounts may be off: lengths alone, another grader's answers, this grader's own. */
const LENGTH_SPREAD = 0.25;
const OTHER_SPREAD = 0.25;
const OWN_SPREAD = 0.1;
/** Answers from which on an average of one's own is trusted that far. */
const OWN_ANSWERS_MIN = 30;
/** Answers to a question, where none is measured: at most so many more. */
const UNMEASURED_AGAIN = 0.1;
const MEASURED_AGAIN = 0.03;
/** How long a call takes where none is measured, ms. */
const ASSUMED_LATENCY: Range = { estimate: 3000, lower: 1000, upper: 10_000 };
const LATENCY_SPREAD = 0.3;

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const MICRO = 1_000_000;
const TOKENS_PRICED = 1_000_000;

function around(value: number, spread: number): Range {
  return { estimate: value, lower: value * (1 - spread), upper: value * (1 + spread) };
}

function combine(one: Range, other: Range, by: (a: number, b: number) => number): Range {
  return {
    estimate: by(one.estimate, other.estimate),
    lower: by(one.lower, other.lower),
    upper: by(one.upper, other.upper),
  };
}
const plus = (one: Range, other: Range) => combine(one, other, (a, b) => a + b);
const times = (one: Range, other: Range) => combine(one, other, (a, b) => a * b);
const scale = (range: Range, by: number) => combine(range, { estimate: by, lower: by, upper: by }, (a, b) => a * b);
const larger = (one: Range, other: Range) => combine(one, other, Math.max);
const NONE: Range = { estimate: 0, lower: 0, upper: 0 };

interface Line {
  readonly endpointId: string;
  readonly calls: Range;
  readonly inputTokens: Range;
  readonly outputTokens: Range;
  /** Time of all calls one after the other, ms. */
  readonly ms: Range;
}

function estimateLine({ endpointId, questions, bytes, assumedOutputTokens, measured }: CallsToMake): Line {
  const again =
    measured === null
      ? { estimate: 1, lower: 1, upper: 1 + UNMEASURED_AGAIN }
      : {
          estimate: measured.answersPerQuestion,
          lower: 1,
          upper: measured.answersPerQuestion * (1 + MEASURED_AGAIN),
        };
  const calls = times(questions, again);
  const isTrusted = measured?.isOwn === true && measured.answers >= OWN_ANSWERS_MIN;
  const input = isTrusted ? around(measured.inputTokens, OWN_SPREAD) : around(bytes / BYTES_PER_TOKEN, LENGTH_SPREAD);
  const output =
    measured === null ? assumedOutputTokens : around(measured.outputTokens, isTrusted ? OWN_SPREAD : OTHER_SPREAD);
  const latency = measured === null ? ASSUMED_LATENCY : around(measured.latencyMs, LATENCY_SPREAD);
  return {
    endpointId,
    calls,
    inputTokens: times(calls, input),
    outputTokens: times(calls, output),
    ms: times(calls, latency),
  };
}

/**
 * What calls will come to: tokens from measured answers where there are any, else from the bytes that are sent; cost
 * from prices; time from what each endpoint allows at once and a minute, endpoints side by side.
 * Units: calls, tokens, US dollars, seconds. Nothing is rounded.
 */
export function estimateRun(kinds: readonly CallsToMake[], endpoints: readonly EndpointTerms[]): CallsEstimate {
  const lines = kinds.map(estimateLine);
  const sum = (of: (line: Line) => Range, among: readonly Line[] = lines) => among.map(of).reduce(plus, NONE);
  let costUsd: Range | null = NONE;
  let seconds = NONE;
  for (const endpoint of endpoints) {
    const own = lines.filter(({ endpointId }) => endpointId === endpoint.id);
    const [calls, input, output] = [
      sum((line) => line.calls, own),
      sum((line) => line.inputTokens, own),
      sum((line) => line.outputTokens, own),
    ];
    if (calls.upper === 0) continue;
    costUsd = addCost(costUsd, endpoint, input, output);
    const { concurrency, requestsPerMinute, tokensPerMinute } = endpoint;
    let needed = scale(
      sum((line) => line.ms, own),
      1 / (concurrency * MS_PER_SECOND),
    );
    if (requestsPerMinute !== null) needed = larger(needed, scale(calls, SECONDS_PER_MINUTE / requestsPerMinute));
    if (tokensPerMinute !== null) {
      needed = larger(needed, scale(plus(input, output), SECONDS_PER_MINUTE / tokensPerMinute));
    }
    seconds = larger(seconds, needed);
  }
  return {
    calls: sum((line) => line.calls),
    inputTokens: sum((line) => line.inputTokens),
    outputTokens: sum((line) => line.outputTokens),
    costUsd,
    seconds,
  };
}

function addCost(sum: Range | null, endpoint: EndpointTerms, input: Range, output: Range): Range | null {
  const { inputPriceMicroUsd, outputPriceMicroUsd } = endpoint;
  if (sum === null || inputPriceMicroUsd === null || outputPriceMicroUsd === null) return null;
  const usdPerToken = (price: bigint) => Number(price) / (MICRO * TOKENS_PRICED);
  return plus(
    sum,
    plus(scale(input, usdPerToken(inputPriceMicroUsd)), scale(output, usdPerToken(outputPriceMicroUsd))),
  );
}
