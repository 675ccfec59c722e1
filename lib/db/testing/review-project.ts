import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { recountGrades } from "@/lib/db/grade-counts";
import type { Criterion } from "@/lib/grading/criterion";

export interface ReviewUnit {
  readonly id: string;
  readonly criterion: Criterion;
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly round: number;
}

export interface ReviewProject {
  readonly projectId: string;
  readonly graderVersionId: string;
  readonly trajectoryIds: readonly string[];
  readonly units: readonly ReviewUnit[];
}

const CRITERIA = ["decision", "extraction", "content", "format"] as const;

/**
 * A graded project, written row by row: `trajectories` dialogues of `turns` turns each, client and expert in turn, the
 * last turn a stop. Every turn but the last asks for one item, `symptom {round}: yes`, that belongs to all turns up to
 * it. The decision reads the structural label, content is 0.5 and format 1; at the stop turn content is not applicable.
 * Confidence is .9 for decisions, .6 for extraction and unsaid for content. Named graders of other tests may differ.
 */
export async function makeReviewProject({
  trajectories,
  turns,
}: {
  readonly trajectories: number;
  readonly turns: number;
}): Promise<ReviewProject> {
  const projectId = randomUUID();
  const graderId = randomUUID();
  const graderVersionId = randomUUID();
  const runId = randomUUID();
  await database.project.create({ data: { id: projectId, name: projectId, nameKey: projectId } });
  await database.grader.create({ data: { projectId, id: graderId, name: "offline", kind: "offline" } });
  await database.graderVersion.create({
    data: { projectId, id: graderVersionId, graderId, number: 1, contentHash: "0".repeat(64), definition: {} },
  });
  await database.gradingRun.create({
    data: {
      projectId,
      id: runId,
      graderVersionId,
      state: "finished",
      taskCount: trajectories,
      actorId: "operator",
      finishedAt: new Date(),
    },
  });
  const units: ReviewUnit[] = [];
  const trajectoryIds: string[] = [];
  for (let index = 0; index < trajectories; index += 1) {
    const trajectoryId = randomUUID();
    trajectoryIds.push(trajectoryId);
    await database.trajectory.create({
      data: {
        projectId,
        id: trajectoryId,
        sessionKey: JSON.stringify(`consultation ${index + 1}`),
        diagnosis: index === 0 ? "Bronchitis" : "Asthma",
        messageCount: 2 * turns,
        turnCount: turns,
        contentHash: String(index),
        importId: randomUUID(),
        messages: {
          createMany: {
            data: Array.from({ length: 2 * turns }, (_, position) => ({
              position,
              role: position % 2 === 0 ? ("user" as const) : ("assistant" as const),
              content: position % 2 === 0 ? `Answer ${position / 2}` : `Question ${(position + 1) / 2}?`,
            })),
          },
        },
      },
    });
    units.push(...(await addTurns({ projectId, graderVersionId, trajectoryId, runId, turns })));
  }
  return { projectId, graderVersionId, trajectoryIds, units };
}

async function addTurns(input: {
  readonly projectId: string;
  readonly graderVersionId: string;
  readonly trajectoryId: string;
  readonly runId: string;
  readonly turns: number;
}): Promise<ReviewUnit[]> {
  const { projectId, graderVersionId, trajectoryId, runId, turns } = input;
  const rounds = Array.from({ length: turns }, (_, index) => ({
    round: index + 1,
    turnId: randomUUID(),
    responseId: randomUUID(),
    isStop: index + 1 === turns,
  }));
  await database.turn.createMany({
    data: rounds.map(({ round, turnId, isStop }) => ({
      projectId,
      id: turnId,
      trajectoryId,
      round,
      contextMessageCount: 2 * round - 1,
      responseMessageCount: 1,
      stopLabel: isStop ? ("stop" as const) : ("continue" as const),
    })),
  });
  await database.response.createMany({
    data: rounds.map(({ round, turnId, responseId, isStop }) => ({
      projectId,
      id: responseId,
      turnId,
      source: "expert" as const,
      content: isStop ? "<stop />" : `Question ${round}?`,
    })),
  });
  const graded = rounds.flatMap((place) =>
    CRITERIA.map((criterion) => ({ ...place, criterion, id: randomUUID(), trajectoryId })),
  );
  await database.unit.createMany({
    data: graded.map(({ id, criterion, turnId, responseId }) => ({
      projectId,
      id,
      graderVersionId,
      trajectoryId,
      turnId,
      responseId: criterion === "content" || criterion === "format" ? responseId : null,
      criterion,
    })),
  });
  await database.grade.createMany({
    data: graded.map(({ id, criterion, isStop }) => ({
      projectId,
      unitId: id,
      runId,
      status: criterion === "content" && isStop ? ("not_applicable" as const) : ("ok" as const),
      score: criterion === "format" ? 1 : criterion === "content" && !isStop ? 0.5 : null,
      stopLabel: criterion === "decision" ? (isStop ? ("stop" as const) : ("continue" as const)) : null,
      confidence: criterion === "decision" ? 0.9 : criterion === "extraction" ? 0.6 : null,
    })),
  });
  await recountGrades(database, { projectId, graderVersionId, trajectoryId });
  await database.gradeText.createMany({
    data: graded.map(({ id, round, criterion }) => ({
      projectId,
      unitId: id,
      revision: 0,
      rationale: `Why ${criterion} at ${round}.`,
      evidence: [],
    })),
  });
  await database.targetItem.createMany({
    data: graded
      .filter(({ criterion, isStop }) => criterion === "extraction" && !isStop)
      .map(({ id, round }) => ({
        projectId,
        id: randomUUID(),
        graderVersionId,
        trajectoryId,
        unitId: id,
        ordinal: 0,
        attribute: `symptom ${round}`,
        value: "yes",
        askedRound: round,
        evidence: [{ messagePosition: 2 * round, start: 0, end: 6, text: "Answer" }],
      })),
  });
  return graded;
}

/** Lets the leases of a reader (or of all) run out, without waiting for it. */
export async function expireLeases(projectId: string, readerId?: string): Promise<void> {
  const past = new Date(Date.now() - 1_000);
  const out = await database.handOut.findMany({
    where: { projectId, answeredAt: null, ...(readerId === undefined ? {} : { readerId }) },
    select: { id: true },
  });
  const ids = out.map(({ id }) => id);
  await database.handOut.updateMany({ where: { projectId, id: { in: ids } }, data: { expiresAt: past } });
  await database.roundUnit.updateMany({ where: { projectId, leaseId: { in: ids } }, data: { leaseExpiresAt: past } });
}
