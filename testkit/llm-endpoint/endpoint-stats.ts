import type { Fault } from "@/testkit/llm-endpoint/endpoint-options";

/** What one request came to, by the hash of everything that was sent. */
export interface RequestCount {
  /** Times it came. */
  calls: number;
  /** Times a whole answer was sent for it, that is paid for. */
  answered: number;
}

/** What the endpoint has seen since it started or was reset. */
export interface EndpointStats {
  readonly calls: number;
  /** Whole answers sent. */
  readonly answered: number;
  /** Calls whose caller went away before its answer was sent. */
  readonly abandoned: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  /** Calls refused because of the limits on requests and tokens. */
  readonly limited: number;
  readonly concurrency: number;
  readonly maxConcurrency: number;
  /** The most calls accepted within one window of the limits. */
  readonly mostCallsInWindow: number;
  readonly mostTokensInWindow: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly requests: Readonly<Record<string, RequestCount>>;
}

/** Counts while calls run; {@link EndpointStats} is what it shows. */
export class StatsCounter {
  #calls = 0;
  #answered = 0;
  #abandoned = 0;
  #limited = 0;
  #concurrency = 0;
  #maxConcurrency = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  readonly #statuses = new Map<number, number>();
  readonly #faults = new Map<Fault, number>();
  readonly #requests = new Map<string, RequestCount>();

  /** A call begins; returns how often the same request came before. */
  begin(hash: string): number {
    this.#calls += 1;
    this.#concurrency += 1;
    this.#maxConcurrency = Math.max(this.#maxConcurrency, this.#concurrency);
    const known = this.#requests.get(hash);
    if (known === undefined) {
      this.#requests.set(hash, { calls: 1, answered: 0 });
      return 0;
    }
    known.calls += 1;
    return known.calls - 1;
  }

  end(): void {
    this.#concurrency -= 1;
  }

  fault(fault: Fault): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }

  status(status: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
  }

  limited(): void {
    this.#limited += 1;
  }

  abandoned(): void {
    this.#abandoned += 1;
  }

  answered(hash: string, inputTokens: number, outputTokens: number): void {
    this.#answered += 1;
    this.#inputTokens += inputTokens;
    this.#outputTokens += outputTokens;
    const known = this.#requests.get(hash);
    if (known !== undefined) known.answered += 1;
  }

  show(mostCallsInWindow: number, mostTokensInWindow: number): EndpointStats {
    return {
      calls: this.#calls,
      answered: this.#answered,
      abandoned: this.#abandoned,
      statuses: Object.fromEntries(this.#statuses),
      faults: Object.fromEntries(this.#faults),
      limited: this.#limited,
      concurrency: this.#concurrency,
      maxConcurrency: this.#maxConcurrency,
      mostCallsInWindow,
      mostTokensInWindow,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      requests: Object.fromEntries([...this.#requests].map(([hash, count]) => [hash, { ...count }])),
    };
  }
}
