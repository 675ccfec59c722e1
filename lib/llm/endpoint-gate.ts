import {
  claimEndpointProbe,
  type EndpointIds,
  type EndpointState,
  freeFailingEndpoint,
  holdEndpoint,
  holdFailingEndpoint,
  LEASE_MS,
  tendEndpoint,
} from "@/lib/db/endpoint-limit-writes";
import type { EndpointRow } from "@/lib/db/endpoint-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { CallFailure } from "@/lib/llm/call-failure";
import { reserveCalls } from "@/lib/llm/endpoint-meter";
import { onAbort } from "@/lib/llm/on-abort";
import { shareSlots } from "@/lib/llm/share-slots";
import { whileDatabaseIsAway } from "@/lib/llm/while-database-is-away";
import { logUnexpected } from "@/lib/log";

/** While calls come in, the share is renewed so often, ms: well within the lease. */
const TEND_MS = 1_000;
/** While another worker still holds a part of this one's fair share, ms. */
const CONTESTED_MS = 100;
/** While it has its fair share and could use what others give back, ms: each look waits for a row that all lock. */
const SHARED_MS = 500;
/** Never more often than this, ms. */
const SOONEST_MS = 25;
/** No call is started on a lease that ends within this, ms. */
const LEASE_MARGIN_MS = 1_000;
/** Failures in a row, without any answer between, after which the endpoint counts as away rather than unlucky. */
const FAILURES_IN_A_ROW = 4;
/** Pauses between two tries whether it is back, ms: a quarter of the time it has been away. */
const SHORTEST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 15_000;
/** A worker that died while it tried is replaced so long after its time-out, ms. */
const PROBE_GRACE_MS = 5_000;
/** A database that was killed is back within seconds; after so long without it, ms, the calls that wait fail. */
const DATABASE_PATIENCE_MS = 5 * 60_000;

const ASKED_TO_REST = "It was asked more often than it allows, and says when to come back.";

interface Waiting {
  readonly tokens: number;
  start(permit: Permit): void;
  fail(error: unknown): void;
}

/** The right to make one call. Exactly one of `answered`, `failed` and `giveBack` must follow. */
export interface Permit {
  readonly endpoint: EndpointRow;
  /** The endpoint was away: this call tries whether it is back. */
  readonly isProbe: boolean;
  /** @param tokens what it took, in and out */
  answered(tokens: number): void;
  /** Tells what the failure means for the endpoint; ends once other workers know. */
  failed(failure: CallFailure): Promise<FailureVerdict>;
  /** The call was not made, or broken off. */
  giveBack(): void;
}

export interface FailureVerdict {
  /** Whether the failure counts among the call's tries: an outage is not a call's fault. */
  readonly counts: boolean;
  /** For so long the endpoint has not answered, ms; null where it does. */
  readonly awayMs: number | null;
}

/**
 * The one way of this process to an endpoint: calls wait here for a slot, for the minute's limits and for an endpoint
 * that asked to be left alone or is away. What all workers together may do is agreed in the database.
 */
export class EndpointGate {
  readonly #ids: EndpointIds;
  readonly #workerId: string;
  readonly #queue: Waiting[] = [];
  #state: EndpointState | null = null;
  #underWay = 0;
  /** Calls it may have under way, and what it holds of the concurrency until its calls have ended. */
  #target = 0;
  #slots = 0;
  #leaseEndsAt = 0;
  /** Calls the minute's limits allow; not counted where there are none. */
  #reserved = 0;
  #meterWaitMs = SOONEST_MS;
  #tokenCorrection = 0;
  /** As the workers have agreed, and as this process itself was asked a moment ago. */
  #heldUntil = 0;
  #restUntil = 0;
  #failingSince: number | null = null;
  #failuresInARow = 0;
  #isProbing = false;
  #peakDemand = 0;
  #timer: NodeJS.Timeout | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #tending: Promise<void> | null = null;
  #tendedAt = Number.NEGATIVE_INFINITY;

  constructor(ids: EndpointIds, workerId: string) {
    this.#ids = ids;
    this.#workerId = workerId;
  }

  /** Calls under way, calls that wait, and calls this process may have under way. */
  get load(): { readonly underWay: number; readonly waiting: number; readonly slots: number } {
    return { underWay: this.#underWay, waiting: this.#queue.length, slots: this.#target };
  }

  /** Why nothing is sent at the moment: null where the endpoint is not away. */
  get awayReason(): string | null {
    return this.#failingSince === null ? null : (this.#state?.heldReason ?? null);
  }

  /**
   * Waits for the right to make one call.
   * @param tokens what it is expected to take, in and out
   * @throws the reason of the signal that was aborted; AppError missing where the endpoint is not there
   */
  acquire(tokens: number, signals: readonly AbortSignal[]): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        tokens,
        start: (permit) => {
          stop();
          resolve(permit);
        },
        fail: (error) => {
          stop();
          reject(error);
        },
      };
      this.#queue.push(waiting);
      const stop = onAbort(signals, (reason) => {
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(reason);
      });
      this.#pump();
    });
  }

  /** Gives this process's share back. Calls that wait go on waiting. */
  async release(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#tending;
    this.#peakDemand = 0;
    if (this.#slots > 0) await this.#tend();
  }

  /** Starts what may start now, and arranges for the rest. */
  #pump(): void {
    const now = performance.now();
    if (this.#queue.length === 0) this.#reserved = 0;
    this.#peakDemand = Math.max(this.#peakDemand, this.#underWay + this.#queue.length);
    while (this.#queue.length > 0 && this.#mayStart(now)) {
      const waiting = this.#queue.shift();
      const state = this.#state;
      if (waiting === undefined || state === null) break;
      if (this.#isMetered) this.#reserved -= 1;
      this.#underWay += 1;
      waiting.start(this.#permit(state.endpoint, waiting.tokens, false));
    }
    if (this.#queue.length > 0 || this.#underWay > 0 || this.#slots > 0) this.#tendWithin(this.#nextTendMs(now));
  }

  #mayStart(now: number): boolean {
    return (
      this.#failingSince === null &&
      now >= Math.max(this.#heldUntil, this.#restUntil) &&
      this.#underWay < this.#target &&
      now < this.#leaseEndsAt - LEASE_MARGIN_MS &&
      (!this.#isMetered || this.#reserved >= 1)
    );
  }

  get #isMetered(): boolean {
    const endpoint = this.#state?.endpoint;
    return endpoint !== undefined && (endpoint.requestsPerMinute !== null || endpoint.tokensPerMinute !== null);
  }

  #nextTendMs(now: number): number {
    const state = this.#state;
    // The first calls after a while are not to wait; those that come with them are counted at the end of this turn.
    if (state === null || (this.#slots === 0 && this.#queue.length > 0)) return 0;
    // Another worker waits for what is given back.
    if (this.#slots > this.#target) return CONTESTED_MS;
    const held = Math.max(this.#heldUntil, this.#restUntil) - now;
    if (this.#queue.length === 0 || held > 0) return Math.min(TEND_MS, Math.max(SOONEST_MS, held || TEND_MS));
    if (this.#failingSince !== null) return this.#isProbing ? TEND_MS : SOONEST_MS;
    if (this.#underWay < this.#target) return this.#isMetered ? this.#meterWaitMs : TEND_MS;
    if (this.#target >= state.endpoint.concurrency) return TEND_MS;
    if (state.others.every(({ slots }) => slots === 0)) return SOONEST_MS;
    const fairShare = Math.floor(state.endpoint.concurrency / (1 + state.others.length));
    return this.#target < fairShare ? CONTESTED_MS : SHARED_MS;
  }

  #tendWithin(ms: number): void {
    if (this.#tending !== null) return;
    const now = performance.now();
    const at = Math.max(now + ms, this.#tendedAt + SOONEST_MS);
    if (this.#timer !== null) {
      if (this.#timerAt <= at) return;
      clearTimeout(this.#timer);
    }
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tending = this.#tend()
        .catch((error) => this.#failAll(error))
        .finally(() => {
          this.#tending = null;
          this.#pump();
        });
    }, at - now);
  }

  /** Nothing can be agreed with the other workers, so nothing may be sent. */
  #failAll(error: unknown): void {
    if (!(error instanceof AppError)) logUnexpected({ ...this.#ids }, error, "endpoint limits failed");
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }

  async #tend(): Promise<void> {
    const startedAt = performance.now();
    this.#tendedAt = startedAt;
    const demand = Math.max(this.#peakDemand, this.#underWay + this.#queue.length);
    this.#peakDemand = 0;
    const correction = this.#tokenCorrection;
    let granted = 0;
    let waitMs = 0;
    const tended = await whileDatabaseIsAway(DATABASE_PATIENCE_MS, () =>
      tendEndpoint(this.#ids, this.#workerId, ({ endpoint, others, meter }) => {
        const wanted = Math.min(endpoint.concurrency, demand);
        const { target, slots } = shareSlots(endpoint.concurrency, wanted, this.#underWay, others);
        this.#target = target;
        this.#slots = slots;
        if (endpoint.requestsPerMinute === null && endpoint.tokensPerMinute === null) {
          return { slots, wanted, levels: null };
        }
        const ready = Math.max(0, Math.min(this.#queue.length, target - this.#underWay) - this.#reserved);
        const grant = reserveCalls(endpoint, meter, meter?.sinceRefillMs ?? 0, {
          calls: ready,
          tokensPerCall: this.#queue[0]?.tokens ?? 0,
          tokenCorrection: correction,
        });
        granted = grant.calls;
        waitMs = grant.waitMs;
        return { slots, wanted, levels: grant.levels };
      }),
    );
    if (tended === null) throw new AppError("missing", "The endpoint is not in this project any more.");
    const { state, claim } = tended;
    this.#state = state;
    this.#leaseEndsAt = startedAt + LEASE_MS;
    if (claim.levels !== null) this.#tokenCorrection -= correction;
    this.#reserved += granted;
    this.#meterWaitMs = Math.min(TEND_MS, Math.max(SOONEST_MS, waitMs));
    const now = performance.now();
    this.#heldUntil = now + state.heldMs;
    if (state.failingMs === null) this.#failingSince = null;
    else if (!this.#isProbing) {
      this.#failingSince = now - state.failingMs;
      if (state.heldMs <= 0 && this.#queue.length > 0) await this.#probe(state.endpoint);
    }
  }

  /** One call of all workers tries whether the endpoint is back. */
  async #probe(endpoint: EndpointRow): Promise<void> {
    if (this.#underWay >= this.#target) return;
    if (!(await claimEndpointProbe(this.#ids, endpoint.timeoutMs + PROBE_GRACE_MS))) return;
    this.#heldUntil = performance.now() + TEND_MS;
    const waiting = this.#queue.shift();
    if (waiting === undefined) {
      await this.#hold(0);
      return;
    }
    this.#isProbing = true;
    this.#underWay += 1;
    waiting.start(this.#permit(endpoint, waiting.tokens, true));
  }

  #permit(endpoint: EndpointRow, expectedTokens: number, isProbe: boolean): Permit {
    const end = () => {
      this.#underWay -= 1;
      if (isProbe) this.#isProbing = false;
    };
    return {
      endpoint,
      isProbe,
      answered: (tokens) => {
        end();
        this.#tokenCorrection += tokens - expectedTokens;
        this.#failuresInARow = 0;
        if (this.#failingSince !== null) this.#free();
        this.#pump();
      },
      failed: async (failure) => {
        end();
        const verdict = await this.#judge(failure, isProbe).finally(() => this.#pump());
        return verdict;
      },
      giveBack: () => {
        end();
        if (isProbe) void this.#hold(0).catch(() => undefined);
        this.#pump();
      },
    };
  }

  #free(): void {
    this.#failingSince = null;
    this.#heldUntil = 0;
    freeFailingEndpoint(this.#ids).catch((error) => logUnexpected({ ...this.#ids }, error, "endpoint not freed"));
  }

  async #judge(failure: CallFailure, isProbe: boolean): Promise<FailureVerdict> {
    const { failureClass } = failure;
    if (failureClass !== "network" && failureClass !== "time_out" && failureClass !== "server_error") {
      // It answers, if only to refuse.
      this.#failuresInARow = 0;
      if (this.#failingSince !== null) this.#free();
      if (failureClass === "rate_limit" && failure.retryAfterMs !== null && failure.retryAfterMs > 0) {
        const { retryAfterMs } = failure;
        this.#restUntil = Math.max(this.#restUntil, performance.now() + retryAfterMs);
        await whileDatabaseIsAway(DATABASE_PATIENCE_MS, () => holdEndpoint(this.#ids, retryAfterMs, ASKED_TO_REST));
      }
      return { counts: true, awayMs: null };
    }
    this.#failuresInARow += 1;
    if (this.#failingSince === null && this.#failuresInARow < FAILURES_IN_A_ROW) return { counts: true, awayMs: null };
    // Calls that were under way when it went away fail without harm, and a hold that is there stays.
    if (this.#failingSince !== null && !isProbe) return { counts: false, awayMs: null };
    const away = this.#failingSince === null ? 0 : performance.now() - this.#failingSince;
    this.#failingSince ??= performance.now();
    const awayMs = await this.#hold(Math.min(LONGEST_HOLD_MS, Math.max(SHORTEST_HOLD_MS, away / 4)), failure.message);
    // A server that answers with an error may fail on this call alone; one that is not there can't.
    return { counts: isProbe && !failure.isAway, awayMs: isProbe ? awayMs : null };
  }

  async #hold(ms: number, reason = this.#state?.heldReason ?? "It did not answer."): Promise<number> {
    this.#heldUntil = performance.now() + ms;
    return whileDatabaseIsAway(DATABASE_PATIENCE_MS, () => holdFailingEndpoint(this.#ids, ms, reason));
  }
}
