const MS_PER_MINUTE = 60_000;
/** Share of a minute that may go out at once: a tenth of a second, since many servers count by the second. */
const BURST_SHARE = 1 / 600;
/** Tokens come in lumps of a whole request, so a second's worth may. */
const TOKEN_BURST_SHARE = 1 / 60;

/** What is left at the endpoint's minute. A level below 0 is a debt, paid before the next call. */
export interface MeterLevels {
  readonly requestsLeft: number;
  readonly tokensLeft: number;
}

export interface MeterLimits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

interface Bucket {
  readonly capacity: number;
  readonly perMs: number;
}

/** Burst and rate together stay within the limit in any 60 s: capacity + rate · 60 s ≤ limit + 1 call at the very end. */
function requestBucket(perMinute: number): Bucket {
  const capacity = Math.max(1, perMinute * BURST_SHARE);
  return { capacity, perMs: (perMinute - capacity + 1) / MS_PER_MINUTE };
}

function tokenBucket(perMinute: number): Bucket {
  const capacity = Math.max(1, perMinute * TOKEN_BURST_SHARE);
  return { capacity, perMs: (perMinute - capacity) / MS_PER_MINUTE };
}

const refill = ({ capacity, perMs }: Bucket, level: number, elapsedMs: number): number =>
  Math.min(capacity, level + perMs * Math.max(0, elapsedMs));

export interface MeterWish {
  /** Calls that are ready to go. */
  readonly calls: number;
  /** What one of them is expected to take, input and output. */
  readonly tokensPerCall: number;
  /** Tokens that earlier calls took beyond (below 0: short of) what was expected. */
  readonly tokenCorrection: number;
}

export interface MeterGrant {
  readonly calls: number;
  readonly levels: MeterLevels;
  /** Until the next call may be granted, ms; 0 where the wish was met. */
  readonly waitMs: number;
}

/** Reserves calls at an endpoint's meter. `levels` null: it was never used. Units: calls, tokens, ms. */
export function reserveCalls(
  limits: MeterLimits,
  levels: MeterLevels | null,
  elapsedMs: number,
  wish: MeterWish,
): MeterGrant {
  let calls = wish.calls;
  let waitMs = 0;
  let requestsLeft = 0;
  let tokensLeft = 0;
  const requests = limits.requestsPerMinute === null ? null : requestBucket(limits.requestsPerMinute);
  const tokens = limits.tokensPerMinute === null ? null : tokenBucket(limits.tokensPerMinute);
  if (requests !== null) {
    requestsLeft = refill(requests, levels?.requestsLeft ?? requests.capacity, elapsedMs);
    calls = Math.min(calls, Math.max(0, Math.floor(requestsLeft + 1e-9)));
    if (calls < wish.calls) waitMs = Math.max(waitMs, (1 - (requestsLeft - calls)) / requests.perMs);
  }
  if (tokens !== null) {
    tokensLeft = refill(tokens, levels?.tokensLeft ?? tokens.capacity, elapsedMs) - wish.tokenCorrection;
    // A call larger than the bucket goes out on credit: it could never go otherwise.
    const affordable = tokensLeft <= 0 ? 0 : Math.max(1, Math.floor(tokensLeft / Math.max(1, wish.tokensPerCall)));
    calls = Math.min(calls, affordable);
    if (calls < wish.calls) {
      waitMs = Math.max(waitMs, (calls * wish.tokensPerCall - tokensLeft + 1) / tokens.perMs);
    }
  }
  return {
    calls,
    levels: {
      requestsLeft: requests === null ? 0 : requestsLeft - calls,
      tokensLeft: tokens === null ? 0 : tokensLeft - calls * wish.tokensPerCall,
    },
    waitMs: calls < wish.calls ? Math.max(1, waitMs) : 0,
  };
}
