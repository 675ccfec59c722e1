import { findTrajectoryToShow } from "@/lib/db/review-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";
import { sessionLabel } from "@/lib/trajectory/session";
import { profileCalled } from "@/lib/workflows/profile-of-project";

/** The language of the screens: role names are read there, not in the dialogue. */
const SCREEN_LANGUAGE = "en";

function roleNames(profileId: string): ReviewTrajectory["roleNames"] {
  const names = profileCalled(profileId).languages[SCREEN_LANGUAGE]?.roleNames;
  if (names === undefined) throw new Error(`There is no domain profile ${profileId} in ${SCREEN_LANGUAGE}.`);
  return { user: names.user, assistant: names.assistant };
}

/** A whole dialogue with its turns, for reading. */
export async function loadReviewTrajectory(request: {
  readonly projectId: string;
  readonly trajectoryId: string;
}): Promise<ReviewTrajectory> {
  const trajectory = await findTrajectoryToShow(request.projectId, request.trajectoryId);
  if (trajectory === null) throw new AppError("missing", "This project has no such trajectory.");
  return {
    id: trajectory.id,
    sessionLabel: sessionLabel(trajectory.sessionKey),
    diagnosis: trajectory.diagnosis,
    roleNames: roleNames(trajectory.domainProfile),
    messages: [...trajectory.messages],
    turns: [...trajectory.turns],
  };
}
