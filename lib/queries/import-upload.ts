import { z } from "zod";
import { RequestError, requestJson } from "@/lib/queries/request-json";

const problemSchema = z.object({ error: z.string() });

/**
 * Sends a file as it is: `POST …/imports?id=…&name=…`. The browser chooses the id beforehand so that progress can be
 * read (`fetchImports`) while the body is still on its way. Throws {@link RequestError}.
 */
export async function uploadImport(projectId: string, importId: string, file: File): Promise<void> {
  const query = new URLSearchParams({ id: importId, name: file.name });
  let answer: Response;
  try {
    answer = await fetch(`/api/projects/${projectId}/imports?${query}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    });
  } catch {
    throw new RequestError(0, "The upload broke off. What had arrived is kept; send the file again to add the rest.");
  }
  if (answer.ok) return;
  const problem = problemSchema.safeParse(await answer.json().catch(() => null));
  throw new RequestError(
    answer.status,
    problem.success ? problem.data.error : `The server answered ${answer.status}. Send the file again in a moment.`,
  );
}

/** Imports the demo set that comes with the product. */
export const importDemoSet = (projectId: string) =>
  requestJson(z.unknown(), `/api/projects/${projectId}/imports/demo`, { method: "POST", body: {} });
