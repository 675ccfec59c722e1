import { type NumberRange, readNumber } from "@/components/ui/read-number";
import {
  type EndpointChange,
  type EndpointView,
  endpointKeySchema,
  type NewEndpointInput,
} from "@/lib/queries/endpoint-contract";

export type KeyChoice = "keep" | "none" | "environment" | "stored";

/** What stands in the dialog, as typed. */
export interface EndpointForm {
  readonly name: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly keyChoice: KeyChoice;
  readonly variable: string;
  readonly storedKey: string;
  readonly timeoutSeconds: string;
  readonly concurrency: string;
  readonly requestsPerMinute: string;
  readonly tokensPerMinute: string;
  readonly inputPrice: string;
  readonly outputPrice: string;
  readonly structuredOutput: "json_schema" | "none";
  readonly tokenProbabilities: boolean;
}

/** What the server takes; the same bounds as in the contract. */
export const ENDPOINT_RANGES = {
  timeoutSeconds: { min: 1, max: 300 },
  concurrency: { min: 1, max: 1_024, whole: true },
  requestsPerMinute: { min: 1, max: 10_000_000, whole: true, optional: true },
  tokensPerMinute: { min: 100, max: 1_000_000_000, whole: true, optional: true },
  inputPrice: { min: 0, max: 10_000, optional: true },
  outputPrice: { min: 0, max: 10_000, optional: true },
} as const satisfies Record<string, NumberRange>;

export const VARIABLE_PREFIX = "SECOND_OPINION_ENDPOINT_KEY_";

export const EMPTY_ENDPOINT: EndpointForm = {
  name: "",
  baseUrl: "",
  model: "",
  keyChoice: "none",
  variable: VARIABLE_PREFIX,
  storedKey: "",
  timeoutSeconds: "60",
  concurrency: "8",
  requestsPerMinute: "",
  tokensPerMinute: "",
  inputPrice: "",
  outputPrice: "",
  structuredOutput: "json_schema",
  tokenProbabilities: false,
};

const typed = (value: number | null) => (value === null ? "" : String(value));

/** An endpoint as it is, ready to be edited. The key is kept unless another is chosen. */
export function endpointToForm(endpoint: EndpointView): EndpointForm {
  return {
    name: endpoint.name,
    baseUrl: endpoint.baseUrl,
    model: endpoint.model,
    keyChoice: "keep",
    variable: endpoint.key.variable ?? VARIABLE_PREFIX,
    storedKey: "",
    timeoutSeconds: String(endpoint.timeoutMs / 1_000),
    concurrency: String(endpoint.concurrency),
    requestsPerMinute: typed(endpoint.requestsPerMinute),
    tokensPerMinute: typed(endpoint.tokensPerMinute),
    inputPrice: typed(endpoint.inputUsdPerMillionTokens),
    outputPrice: typed(endpoint.outputUsdPerMillionTokens),
    structuredOutput: endpoint.structuredOutput,
    tokenProbabilities: endpoint.tokenProbabilities,
  };
}

export type EndpointProblem = "name" | "baseUrl" | "model" | "variable" | "storedKey" | keyof typeof ENDPOINT_RANGES;

type Settings = Omit<Required<EndpointChange>, "archived" | "key"> & { readonly key?: EndpointChange["key"] };

type ReadForm<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: ReadonlySet<EndpointProblem> };

function readSettings(form: EndpointForm): { settings: Settings; problems: Set<EndpointProblem> } {
  const problems = new Set<EndpointProblem>();
  const number = (field: keyof typeof ENDPOINT_RANGES): number | null => {
    const read = readNumber(form[field], ENDPOINT_RANGES[field]);
    if (read.ok) return read.value;
    problems.add(field);
    return null;
  };
  if (form.name.trim() === "") problems.add("name");
  const key = keyOf(form);
  if (key !== undefined && !endpointKeySchema.safeParse(key).success) {
    problems.add(key.source === "environment" ? "variable" : "storedKey");
  }
  return {
    problems,
    settings: {
      name: form.name.trim(),
      ...(key === undefined ? {} : { key }),
      timeoutMs: Math.round((number("timeoutSeconds") ?? 0) * 1_000),
      concurrency: number("concurrency") ?? 0,
      requestsPerMinute: number("requestsPerMinute"),
      tokensPerMinute: number("tokensPerMinute"),
      inputUsdPerMillionTokens: number("inputPrice"),
      outputUsdPerMillionTokens: number("outputPrice"),
      structuredOutput: form.structuredOutput,
      tokenProbabilities: form.tokenProbabilities,
    },
  };
}

function keyOf(form: EndpointForm): EndpointChange["key"] {
  switch (form.keyChoice) {
    case "keep":
      return undefined;
    case "none":
      return { source: "none" };
    case "environment":
      return { source: "environment", variable: form.variable.trim() };
    case "stored":
      return { source: "stored", key: form.storedKey.trim() };
  }
}

/** The endpoint to add, or which fields can't be taken. */
export function readNewEndpoint(form: EndpointForm): ReadForm<NewEndpointInput> {
  const { settings, problems } = readSettings(form);
  if (!/^https?:\/\/[^\s/]/u.test(form.baseUrl.trim())) problems.add("baseUrl");
  if (form.model.trim() === "") problems.add("model");
  if (problems.size > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      ...settings,
      baseUrl: form.baseUrl.trim(),
      model: form.model.trim(),
      key: settings.key ?? { source: "none" },
    },
  };
}

/** What to change at an endpoint; address and model are not among it, a kept key is left out. */
export function readEndpointChange(form: EndpointForm): ReadForm<EndpointChange> {
  const { settings, problems } = readSettings(form);
  return problems.size > 0 ? { ok: false, problems } : { ok: true, value: settings };
}
