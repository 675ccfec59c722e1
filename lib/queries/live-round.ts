import type { z } from "zod";
import { roundSchema } from "@/lib/queries/pipeline-contract";
import { requestJson } from "@/lib/queries/request-json";
import { type LaunchRoundInput, roundLiveSchema } from "@/lib/queries/round-contract";

const rounds = (projectId: string) => `/api/projects/${projectId}/rounds`;

/** Part of the key of all rounds, so that what changes them refreshes this too. */
export const liveRoundKey = (projectId: string, roundId: string) => ["rounds", projectId, roundId, "live"] as const;

/** The browser asks with the ETag it has; while nothing changed the answer is empty. */
export const fetchLiveRound = (projectId: string, roundId: string) =>
  requestJson(roundLiveSchema, `${rounds(projectId)}/${roundId}/live`);

export const launchRound = (projectId: string, settings: LaunchRoundInput): Promise<z.output<typeof roundSchema>> =>
  requestJson(roundSchema, rounds(projectId), { method: "POST", body: settings });

/** Spends the rest of the reads on audits alone. */
export const certifyRound = (projectId: string, roundId: string) =>
  requestJson(roundLiveSchema, `${rounds(projectId)}/${roundId}/certify`, { method: "POST", body: {} });
