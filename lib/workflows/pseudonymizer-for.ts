import { identityProfile } from "@/lib/intake/pseudonyms/identity-profile";
import { createPseudonymizer, type Pseudonymizer } from "@/lib/intake/pseudonyms/pseudonymize-session";
import { profileOfProject } from "@/lib/workflows/profile-of-project";

/** Replaces people's names and numbers by the lists of the project's domain profile. */
export async function pseudonymizerFor(projectId: string): Promise<Pseudonymizer> {
  return createPseudonymizer(identityProfile((await profileOfProject(projectId)).id));
}
