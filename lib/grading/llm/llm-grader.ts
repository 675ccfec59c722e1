import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { Grader, TurnExtraction } from "@/lib/grading/grader";
import { createRoleNamer, type RoleWords } from "@/lib/grading/llm/dialogue-roles";
import { extractWindows } from "@/lib/grading/llm/extract-windows";
import type { GraderContext, WithRoom } from "@/lib/grading/llm/grader-context";
import type { LlmCall } from "@/lib/grading/llm/llm-call";
import type { ExtractionStep, LlmGraderDefinition } from "@/lib/grading/llm/llm-grader-definition";
import { readStructuralDecision } from "@/lib/grading/llm/read-structural-decision";
import { scoreResponse } from "@/lib/grading/llm/score-response";
import { createOfflineGrader, defineOfflineGrader } from "@/lib/grading/offline/offline-grader";
import { wordDomain } from "@/lib/grading/offline/word-rationale";
import { AppError } from "@/lib/kernel/app-error";
import type { Message } from "@/lib/trajectory/message";

/** @throws AppError where this program can't answer as the definition did when it was frozen. */
function refuseForeign({ extraction, scoring }: LlmGraderDefinition, profile: DomainProfile): void {
  const current = defineOfflineGrader(profile);
  const isOfProfile = [extraction, scoring].every(({ profileHash }) => profileHash === current.profileHash);
  const isOfAlgorithm = extraction.kind === "llm" || extraction.algorithmVersion === current.algorithmVersion;
  if (isOfProfile && isOfAlgorithm) return;
  throw new AppError(
    "conflict",
    "This grader version was made by another release of Second Opinion, with another domain profile or other rules. Make a new version of the grader to grade with the current ones.",
  );
}

/**
 * A grader that asks models: the {@link Grader} port on top of the {@link LlmCall} port (docs/decisions/0006). Pure but
 * for `call`: the same definition and the same answers give the same grades, and a rerun asks the same questions in the
 * same way, so that stored answers carry it along.
 *
 * `extract` gives one entry a turn. The stop label is structural and asks nobody. Target information comes from one
 * call (step "extraction") for each window of at most `turnsPerCall` turns, or from the offline grader where the
 * definition says so; a failed window fails the extraction of its turns only. `score` makes no call for a response that
 * stops, and else one call (step "scoring", sample = place of the vote) for each vote and one (step "probe") for each
 * probe that applies; content is not applicable exactly where the offline grader says so.
 *
 * All calls of one `extract` or `score` are made at once, and both may be called for many turns at once: only `call`
 * holds back. Whatever `call` throws comes out as it is, at once, and no grade with it; every other mishap is a failed
 * outcome with its class. An answer that can't be used is asked for again, attempt 0, 1, … (a refused one only from
 * the next multiple of 3 on); `rationale` of a failed outcome is for the person, `rawAnswer` what the endpoint sent.
 *
 * - Votes: see `settleVotes`; earlier versions' scores come in `otherVersions`, those of `voterVersionIds` vote.
 * - `otherTrajectory` feeds the probe with a foreign future; without one that probe is left out.
 * - Confidence is the agreement of the votes, else the mean probability of the answer's tokens, else null.
 * - `rawAnswer` of an extraction that went well holds only what the answer says of that turn.
 * - `unverifiedQuotes` of an outcome lists quotes that stand nowhere in the observed future (see `findViolations`).
 *
 * @param withRoom holds back the writing of a prompt until its call has room, where that is to be: prompts of all turns of
 * many dialogues would fill the memory.
 * @param parseAttempts how often an answer is asked for until it can be used, ≥ 1: 3 × (retries of the run + 1).
 * @throws AppError "conflict" where the definition was frozen under another domain profile or offline algorithm.
 */
export function createLlmGrader({
  definition,
  profile,
  call,
  parseAttempts,
  withRoom = atOnce,
}: {
  readonly definition: LlmGraderDefinition;
  readonly profile: DomainProfile;
  readonly call: LlmCall;
  readonly parseAttempts: number;
  readonly withRoom?: WithRoom;
}): Grader {
  refuseForeign(definition, profile);
  const wording = wordDomain(profile);
  const context: GraderContext = { profile, wording, call, withRoom, parseAttempts, rolesOf: rememberRoles(profile) };
  const extractItems = createExtraction(definition.extraction, profile, context);
  return {
    async extract(trajectory) {
      const outcomes = await extractItems(trajectory);
      return trajectory.turns.map((turn): TurnExtraction => {
        const extraction = outcomes.get(turn.round);
        if (extraction === undefined) throw new Error(`Nothing was extracted for turn ${turn.round}.`);
        return { round: turn.round, decision: readStructuralDecision(trajectory, turn, wording), extraction };
      });
    },
    score: (response) => scoreResponse(definition.scoring, response, context),
  };
}

const atOnce: WithRoom = (_endpointId, work) => work();

type Extraction = (...arguments_: Parameters<Grader["extract"]>) => ReturnType<typeof extractWindows>;

function createExtraction(step: ExtractionStep, profile: DomainProfile, context: GraderContext): Extraction {
  if (step.kind === "llm") return (trajectory) => extractWindows(step, trajectory, context);
  // Reading the profile's vocabulary takes longer than extracting, so it waits until a trajectory is there.
  let offline: Grader | null = null;
  return async (trajectory) => {
    offline ??= createOfflineGrader(profile);
    const turns = await offline.extract(trajectory);
    return new Map(turns.map(({ round, extraction }) => [round, extraction]));
  };
}

/** Finds a dialogue's role words once, however many of its responses are scored. */
function rememberRoles(profile: DomainProfile): (messages: readonly Message[]) => RoleWords {
  const nameRoles = createRoleNamer(profile);
  const known = new WeakMap<readonly Message[], RoleWords>();
  return (messages) => {
    const roles = known.get(messages) ?? nameRoles(messages);
    known.set(messages, roles);
    return roles;
  };
}
