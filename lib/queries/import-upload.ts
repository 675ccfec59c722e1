import { z } from "zod";
import { graderVersionViewSchema } from "@/lib/queries/grader-contract";
import { importSchema } from "@/lib/queries/pipeline-contract";
import { RequestError, requestJson } from "@/lib/queries/request-json";

const problemSchema = z.object({ error: z.string() });

/** What a file of evaluated rows brought: the grader that stands for it, and the sums of its grades. */
const evaluatedUploadSchema = z.object({
  version: graderVersionViewSchema.nullable(),
  import: importSchema.nullable(),
  responses: z.number().int(),
  gradesOk: z.number().int(),
  gradesFailed: z.number().int(),
  gradesNotApplicable: z.number().int(),
});
export type EvaluatedUpload = z.infer<typeof evaluatedUploadSchema>;

/**
 * Sends a file of evaluated rows: its grades become a grader's of their own, called `graderName` ("" as the file).
 * Throws {@link RequestError}.
 */
export async function uploadEvaluatedRows(
  projectId: string,
  importId: string,
  file: File,
  graderName: string,
): Promise<EvaluatedUpload> {
  const query = new URLSearchParams({
    id: importId,
    name: file.name,
    ...(graderName === "" ? {} : { grader: graderName }),
  });
  return evaluatedUploadSchema.parse(await sendFile(`/api/projects/${projectId}/graders/import?${query}`, file));
}

async function sendFile(url: string, file: File): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    });
  } catch {
    throw new RequestError(0, "The upload broke off. What had arrived is kept; send the file again to add the rest.");
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body;
  const problem = problemSchema.safeParse(body);
  throw new RequestError(
    answer.status,
    problem.success ? problem.data.error : `The server answered ${answer.status}. Send the file again in a moment.`,
  );
}

/** Imports the demo set that comes with the product. */
export const importDemoSet = (projectId: string) =>
  requestJson(z.unknown(), `/api/projects/${projectId}/imports/demo`, { method: "POST", body: {} });
