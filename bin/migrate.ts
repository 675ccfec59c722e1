import { prepareDatabase } from "@/bin/prepare-database";
import { endWithFailure } from "@/bin/report-failure";
import { readSettings } from "@/bin/settings";

try {
  const prepared = await prepareDatabase(readSettings().dataDirectory);
  await prepared.leave();
  process.stdout.write("The database is up to date.\n");
} catch (error) {
  endWithFailure(error);
}
