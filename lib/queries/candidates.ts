import { z } from "zod";
import {
  type CandidateEdit,
  candidateSchema,
  correctionClustersSchema,
  type NewCandidate,
} from "@/lib/queries/candidate-contract";
import { requestJson } from "@/lib/queries/request-json";

const base = (projectId: string) => `/api/projects/${projectId}/candidates`;

export const candidateKeys = {
  /** Part of the others' keys: what changes one candidate may change what clusters say of it. */
  all: (projectId: string) => ["candidates", projectId] as const,
  list: (projectId: string) => ["candidates", projectId, "list"] as const,
  clusters: (projectId: string) => ["candidates", projectId, "clusters"] as const,
  one: (projectId: string, candidateId: string) => ["candidates", projectId, candidateId] as const,
};

export const fetchClusters = (projectId: string) =>
  requestJson(correctionClustersSchema, `${base(projectId)}/clusters`);
export const fetchCandidates = (projectId: string) =>
  requestJson(z.object({ candidates: z.array(candidateSchema) }), base(projectId));
export const fetchCandidate = (projectId: string, candidateId: string) =>
  requestJson(candidateSchema, `${base(projectId)}/${candidateId}`);
export const createCandidate = (projectId: string, body: NewCandidate) =>
  requestJson(candidateSchema, base(projectId), { method: "POST", body });
export const editCandidate = (projectId: string, candidateId: string, body: CandidateEdit) =>
  requestJson(candidateSchema, `${base(projectId)}/${candidateId}`, { method: "PATCH", body });
/** Asks the model of the current version's first vote once more. */
export const askForProposal = (projectId: string, candidateId: string) =>
  requestJson(candidateSchema, `${base(projectId)}/${candidateId}/propose`, {
    method: "POST",
    body: { endpointId: null },
  });

/** What a researcher does with a candidate, in the order in which it comes. */
export type CandidateStep = "grade" | "trial" | "promote" | "reject" | "roll-back";

export const stepCandidate = (projectId: string, candidateId: string, step: CandidateStep) =>
  requestJson(candidateSchema, `${base(projectId)}/${candidateId}/${step}`, { method: "POST", body: {} });
