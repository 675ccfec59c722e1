/** An error in the form that OpenAI-compatible servers give it. */
export interface EndpointError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export function badRequest(message: string, code: string | null = null): EndpointError {
  return { status: 400, message, type: "invalid_request_error", code };
}

export const WRONG_KEY: EndpointError = {
  status: 401,
  message: "Incorrect API key provided.",
  type: "invalid_request_error",
  code: "invalid_api_key",
};

export const NO_QUOTA: EndpointError = {
  status: 429,
  message: "You exceeded your current quota, please check your plan and billing details.",
  type: "insufficient_quota",
  code: "insufficient_quota",
};

export function tooLong(limit: number, tokens: number): EndpointError {
  return badRequest(
    `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
    "context_length_exceeded",
  );
}

export function rateLimited(what: "requests" | "tokens", waitMs: number): EndpointError {
  return {
    status: 429,
    message: `Rate limit reached for ${what} per min. Please try again in ${(waitMs / 1000).toFixed(3)}s.`,
    type: what,
    code: "rate_limit_exceeded",
    headers: { "retry-after": `${Math.ceil(waitMs / 1000)}` },
  };
}

export const SERVER_ERROR: EndpointError = {
  status: 500,
  message: "The server had an error while processing your request. Sorry about that!",
  type: "server_error",
  code: null,
};

export const UNAVAILABLE: EndpointError = {
  status: 503,
  message: "The engine is currently overloaded, please try again later.",
  type: "server_error",
  code: null,
};
