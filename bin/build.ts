import { ensureBuild } from "@/bin/ensure-build";
import { endWithFailure } from "@/bin/report-failure";

try {
  process.stdout.write((await ensureBuild()) ? "Built.\n" : "The build is up to date.\n");
} catch (error) {
  endWithFailure(error);
}
