import { handleProjectRequest } from "@/lib/auth/api-actor";
import { defaultInstructions } from "@/lib/grading/profiles/default-instructions";
import { profileOfProject } from "@/lib/workflows/profile-of-project";

export const GET = handleProjectRequest("grading.read", async ({ actor }) => {
  const { extraction, scoring } = defaultInstructions(await profileOfProject(actor.project.id));
  return { extractionInstructions: extraction, scoringInstructions: scoring };
});
