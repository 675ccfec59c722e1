import { getDomainProfileId } from "@/lib/db/grader-version-reads";
import type { DomainProfile } from "@/lib/grading/domain-profile";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";

const PROFILES: Readonly<Record<string, DomainProfile>> = { [MEDICINE_PROFILE.id]: MEDICINE_PROFILE };

/** The domain profile of an id, as a project's row has it. */
export function profileCalled(id: string): DomainProfile {
  const profile = PROFILES[id];
  if (profile === undefined) throw new Error(`There is no domain profile ${id}.`);
  return profile;
}

/** The domain profile that a project speaks by. */
export async function profileOfProject(projectId: string): Promise<DomainProfile> {
  return profileCalled(await getDomainProfileId(projectId));
}
