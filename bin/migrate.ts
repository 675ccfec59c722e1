import { prepareDatabase } from "@/bin/prepare-database";
import { endWithFailure } from "@/bin/report-failure";
import { env } from "@/lib/env";

try {
  const prepared = await prepareDatabase(env().dataDirectory);
  await prepared.leave();
  process.stdout.write("The database is up to date.\n");
} catch (error) {
  endWithFailure(error);
}
