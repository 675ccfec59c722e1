import { type EndpointModel, findEndpointModels, findVersionLabels } from "@/lib/db/grader-version-reads";
import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { ExtractionStep, LlmGraderDefinition, ScoringStep } from "@/lib/grading/llm/llm-grader-definition";
import { defineOfflineGrader } from "@/lib/grading/offline/offline-grader";
import { defaultInstructions } from "@/lib/grading/profiles/default-instructions";
import { AppError } from "@/lib/kernel/app-error";
import type { GraderDraft } from "@/lib/queries/grader-contract";
import { profileOfProject } from "@/lib/workflows/profile-of-project";

const TEMPLATE_VERSION = 1;

/** Half a surrogate pair, or the character that PostgreSQL can't keep. */
const UNSTORABLE = /[\uD800-\uDFFF]|\0/u;

/**
 * Everything that affects an answer, from what a person wrote: addresses and models of the endpoints, the domain
 * profile, and the profile's own instructions where none were written. Where an endpoint can't be held to an answer's
 * shape, the answer is asked for in tags, for all votes alike.
 * @throws AppError invalid, saying which endpoint, vote or version is the matter.
 */
export async function freezeGraderDraft(projectId: string, draft: GraderDraft): Promise<LlmGraderDefinition> {
  refuseUnstorable(draft);
  const { extraction, scoring } = draft;
  const endpointIds = [
    ...(extraction.kind === "llm" ? [extraction.endpointId] : []),
    ...scoring.votes.map(({ endpointId }) => endpointId),
  ];
  const [profile, endpoints, versions] = await Promise.all([
    profileOfProject(projectId),
    findEndpointModels(projectId, [...new Set(endpointIds)]),
    findVersionLabels(projectId, scoring.voterVersionIds),
  ]);
  refuseRepeatedVotes(draft);
  const strange = scoring.voterVersionIds.find((id) => !versions.has(id));
  if (strange !== undefined) {
    throw new AppError("invalid", `scoring.voterVersionIds: this project has no grader version ${strange}.`);
  }
  const endpointOf = requireEndpoints(endpoints);
  return {
    name: "llm",
    extraction: freezeExtraction(draft, profile, endpointOf),
    scoring: freezeScoring(draft, profile, endpointOf),
  };
}

function refuseUnstorable(draft: GraderDraft): void {
  JSON.stringify(draft, (key: string, value: unknown) => {
    if (typeof value === "string" && UNSTORABLE.test(value)) {
      throw new AppError(
        "invalid",
        `${key} has a character that can't be kept (a NUL or half a character). Remove it.`,
      );
    }
    return value;
  });
}

type EndpointOf = (id: string, where: string) => EndpointModel;

function requireEndpoints(endpoints: readonly EndpointModel[]): EndpointOf {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return (id, where) => {
    const endpoint = byId.get(id);
    if (endpoint === undefined) throw new AppError("invalid", `${where}: this project has no endpoint ${id}.`);
    if (endpoint.archivedAt !== null) {
      throw new AppError(
        "invalid",
        `${where}: the endpoint “${endpoint.name}” is archived. Restore it or choose another.`,
      );
    }
    return endpoint;
  };
}

function refuseRepeatedVotes({ scoring: { votes, voterVersionIds } }: GraderDraft): void {
  const names = votes.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw new AppError("invalid", `scoring.votes: two votes are called “${repeated}”. Give each its own name.`);
  }
  if (new Set(voterVersionIds).size < voterVersionIds.length) {
    throw new AppError("invalid", "scoring.voterVersionIds: a version can vote once only.");
  }
}

function profileFields(profile: DomainProfile) {
  const { profileId, profileHash } = defineOfflineGrader(profile);
  return { profileId, profileHash };
}

const modelFields = ({ id, baseUrl, model }: EndpointModel) => ({ endpointId: id, baseUrl, model });

function freezeExtraction({ extraction }: GraderDraft, profile: DomainProfile, endpointOf: EndpointOf): ExtractionStep {
  if (extraction.kind === "offline") {
    const { algorithmVersion } = defineOfflineGrader(profile);
    return { kind: "offline", algorithmVersion, ...profileFields(profile) };
  }
  const endpoint = endpointOf(extraction.endpointId, "extraction.endpointId");
  return {
    kind: "llm",
    templateVersion: TEMPLATE_VERSION,
    ...profileFields(profile),
    ...modelFields(endpoint),
    answerFormat: endpoint.structuredOutput === "json_schema" ? "json_schema" : "tags",
    temperature: extraction.temperature,
    maxOutputTokens: extraction.maxOutputTokens,
    seed: extraction.seed,
    instructions: extraction.instructions === "" ? defaultInstructions(profile).extraction : extraction.instructions,
    turnsPerCall: extraction.turnsPerCall,
  };
}

function freezeScoring({ scoring }: GraderDraft, profile: DomainProfile, endpointOf: EndpointOf): ScoringStep {
  const voting = scoring.votes.map((vote, index) => ({
    vote,
    endpoint: endpointOf(vote.endpointId, `scoring.votes.${index}.endpointId`),
  }));
  return {
    kind: "llm",
    templateVersion: TEMPLATE_VERSION,
    ...profileFields(profile),
    answerFormat: voting.every(({ endpoint }) => endpoint.structuredOutput === "json_schema") ? "json_schema" : "tags",
    temperature: scoring.temperature,
    maxOutputTokens: scoring.maxOutputTokens,
    seed: scoring.seed,
    instructions: scoring.instructions === "" ? defaultInstructions(profile).scoring : scoring.instructions,
    rules: scoring.rules,
    workedCases: scoring.workedCases,
    votes: voting.map(({ vote: { name, extraInstructions, itemOrder }, endpoint }) => ({
      name,
      ...modelFields(endpoint),
      extraInstructions,
      itemOrder,
    })),
    voterVersionIds: scoring.voterVersionIds,
    probes: scoring.probes,
  };
}
