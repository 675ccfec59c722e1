import type { Command } from "commander";
import { type CommandOutput, runOnDatabase } from "@/bin/cli-run";
import type { CreateCandidateOptions, ProposeOptions } from "@/bin/commands/candidate";

interface Common {
  readonly json?: boolean;
  readonly project: string;
}

const CANDIDATE = "its number, or its id";

/** Commands that repair a grader: clusters of corrections, candidates, trials, promotion. */
export function addCandidateCommands(program: Command, inProject: (command: Command) => Command): void {
  const candidate = program.command("candidate").description("changed graders that may replace the current one");
  const run = (options: Common, work: (output: CommandOutput) => Promise<void>) => runOnDatabase(options, work);

  inProject(candidate.command("clusters").description("corrections of the current version by what they share")).action(
    (options: Common) =>
      run(options, async (output) => {
        const { listClusters } = await import("@/bin/commands/candidate");
        await listClusters(output, options.project);
      }),
  );
  inProject(candidate.command("list").description("every candidate, newest first")).action((options: Common) =>
    run(options, async (output) => {
      const { listCandidates } = await import("@/bin/commands/candidate");
      await listCandidates(output, options.project);
    }),
  );
  inProject(candidate.command("status").argument("<candidate>", CANDIDATE))
    .description("where one stands: words, grading, trial")
    .action((reference: string, options: Common) =>
      run(options, async (output) => {
        const { showCandidate } = await import("@/bin/commands/candidate");
        await showCandidate(output, options.project, reference);
      }),
    );
  inProject(candidate.command("propose").description("a model reads a cluster and proposes rules and worked cases"))
    .option("--cluster <n>", "its number in `candidate clusters`, or its key; the largest that rules can repair")
    .option("--endpoint <name>", "the model that is asked; left out: that of the current version")
    .option("--candidate <candidate>", "ask again for this draft instead of beginning one")
    .option("--wait", "return when it has answered; does the work itself where no worker is up")
    .action((options: Common & ProposeOptions) =>
      run(options, async (output) => {
        const { propose } = await import("@/bin/commands/candidate");
        await propose(output, options.project, options);
      }),
    );
  inProject(candidate.command("create").description("begin one by hand, or with a version that is there"))
    .option("--from <file>", "its words as JSON, as `candidate status --json` shows them under changes")
    .option("--cluster <n>", "the cluster it is written from: those verdicts never judge it")
    .option("--version <version>", "a grader version that is there, by label or id")
    .action((options: Common & CreateCandidateOptions) =>
      run(options, async (output) => {
        const { create } = await import("@/bin/commands/candidate");
        await create(output, options.project, options);
      }),
    );
  inProject(candidate.command("edit").argument("<candidate>", CANDIDATE))
    .description("put other words into a draft")
    .requiredOption("--from <file>", "its words as JSON")
    .action((reference: string, options: Common & { from: string }) =>
      run(options, async (output) => {
        const { edit } = await import("@/bin/commands/candidate");
        await edit(output, options.project, reference, options.from);
      }),
    );
  inProject(candidate.command("grade").argument("<candidate>", CANDIDATE))
    .description("freeze it into a grader version and grade every trajectory with it")
    .option("--wait", "return when it is done; does the work itself where no worker is up")
    .action((reference: string, options: Common & { wait?: boolean }) =>
      run(options, async (output) => {
        const { grade } = await import("@/bin/commands/candidate");
        await grade(output, options.project, reference, options.wait === true);
      }),
    );
  for (const [verb, description] of [
    ["trial", "begin its trial on units where it and the current version differ"],
    ["promote", "make the winner of a trial the current version"],
    ["reject", "give it up"],
    ["rollback", "make the version that it replaced the current one again"],
  ] as const) {
    inProject(candidate.command(verb).argument("<candidate>", CANDIDATE))
      .description(description)
      .action((reference: string, options: Common) =>
        run(options, async (output) => {
          const { decide } = await import("@/bin/commands/candidate");
          await decide(output, options.project, verb, reference);
        }),
      );
  }
}
