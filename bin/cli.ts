import { Command, CommanderError, Option } from "commander";
import { addCandidateCommands } from "@/bin/candidate-commands";
import { runOnDatabase } from "@/bin/cli-run";
import type { EndpointOptions } from "@/bin/commands/endpoint";
import type { ExportOptions } from "@/bin/commands/export";
import type { GradeOptions } from "@/bin/commands/grade";
import type { CreateGraderOptions } from "@/bin/commands/grader";
import type { ImportFlags } from "@/bin/commands/import";
import type { StartRoundOptions } from "@/bin/commands/round";
import { endWithFailure } from "@/bin/report-failure";

/** What commander says of wrong words on the command line is bad input. */
const BAD_INPUT = 2;

interface Common {
  readonly json?: boolean;
  readonly project: string;
}

const program = new Command("second-opinion")
  .description("Bring dialogues in, grade them, start rounds and build reward data sets. Acts as the operator.")
  .exitOverride()
  .showHelpAfterError("(add --help for what a command takes)");

const inProject = (command: Command): Command =>
  command.requiredOption("--project <name>", "the project's name").option("--json", "one JSON object as the last line");

const project = program.command("project").description("projects");
project
  .command("create")
  .argument("<name>")
  .option("--json", "one JSON object as the last line")
  .description("make a project")
  .action((name: string, options: { json?: boolean }) =>
    runOnDatabase(options, async (output) => {
      const { createProject } = await import("@/bin/commands/project");
      await createProject(output, name);
    }),
  );

inProject(
  project
    .command("set")
    .description("settings of a project")
    .addOption(
      new Option("--sensitive <answer>", "whether lists of problems hide what was said").choices(["yes", "no"]),
    ),
).action((options: Common & { sensitive?: string }) =>
  runOnDatabase(options, async (output) => {
    const { setProject } = await import("@/bin/commands/project");
    await setProject(output, options.project, options.sensitive);
  }),
);

inProject(
  program
    .command("import")
    .argument("<file...>", "files, or folders of them")
    .description(
      "bring dialogues, or rows with a grader's grades, into a project: JSON, CSV, TSV, Parquet, gzip, zstd",
    ),
)
  .option("--format <format>", "what the files hold, where it can't be told from them")
  .option("--map <pair...>", "which column holds what (content=text), whom a role stands for (role:Nurse=expert)")
  .option("--dry-run", "read everything, write nothing, tell what an import would do")
  .option("--skip-duplicates", "leave out dialogues that are here word for word under another id")
  .option("--pseudonymize", "replace names, addresses, numbers and dates of birth of people")
  .action((files: string[], options: Common & ImportFlags) =>
    runOnDatabase(options, async (output) => {
      const { importFiles } = await import("@/bin/commands/import");
      await importFiles(output, files, options.project, options);
    }),
  );

program
  .command("segment")
  .argument("<file>")
  .option("--reference-rows", "keep the extra last rounds and give the reference's own decision")
  .option("--json", "rows are JSON in any case")
  .description("print the turns of a session file, one JSON row a line; needs no database")
  .action(async (file: string, options: { referenceRows?: boolean }) => {
    const { segment } = await import("@/bin/commands/segment");
    await segment(file, options).catch(endWithFailure);
  });

inProject(program.command("grade").description("grade what is not graded yet"))
  .option("--grader <name>", "a grader's name (its newest version), a version's label or id", "offline")
  .option("--votes <n>", "so many votes a score, 1 to 9; another number makes another version of the grader")
  .option("--sample <n>", "so many trajectories drawn at random")
  .option("--seed <n>", "draws the sample: the same seed, the same trajectories")
  .option("--search <words>", "only trajectories whose session or diagnosis contains them")
  .addOption(new Option("--only <which>", "what is left to do of it").choices(["missing", "failed"]))
  .option("--ceiling <usd>", "pause once the run has cost so many US dollars")
  .option("--wait", "return when it is done; does the work itself where no worker is up")
  .action((options: Common & GradeOptions) =>
    runOnDatabase(options, async (output) => {
      const { grade } = await import("@/bin/commands/grade");
      await grade(output, options.project, options);
    }),
  );

const run = program.command("run").description("grading runs");
inProject(run.command("list").description("the newest runs")).action((options: Common) =>
  runOnDatabase(options, async (output) => {
    const { listRuns } = await import("@/bin/commands/run");
    await listRuns(output, options.project);
  }),
);
for (const [verb, description] of [
  ["pause", "stop it after the calls under way; their answers are kept"],
  ["cancel", "end it for good; its grades are kept"],
  ["retry", "ask again for what failed in it"],
] as const) {
  const command = inProject(run.command(verb).argument("<run>", "its id, the beginning of it, or latest"));
  if (verb === "retry") command.option("--wait", "return when it is done; does the work itself where no worker is up");
  command.description(description).action((reference: string, options: Common & { wait?: boolean }) =>
    runOnDatabase(options, async (output) => {
      const { changeRun } = await import("@/bin/commands/run");
      await changeRun(output, verb, options.project, reference, options.wait === true);
    }),
  );
}
inProject(run.command("resume").argument("<run>", "its id, the beginning of it, or latest"))
  .description("go on with a paused run")
  .option("--ceiling <usd>", "a new cost ceiling; none takes it away")
  .option("--wait", "return when it is done; does the work itself where no worker is up")
  .action((reference: string, options: Common & { ceiling?: string; wait?: boolean }) =>
    runOnDatabase(options, async (output) => {
      const { resumeRun } = await import("@/bin/commands/run");
      await resumeRun(output, options.project, reference, options);
    }),
  );

const grader = program.command("grader").description("graders and their versions");
inProject(
  grader
    .command("create")
    .argument("<name>")
    .description("make a grader, or its next version; the same words again give the version that is there"),
)
  .option("--endpoint <name>", "a grader with the default instructions on this endpoint")
  .option("--from <file>", "a draft as JSON; endpoints by id or name")
  .option("--votes <n>", "so many votes a score, 1 to 9")
  .option("--offline-extraction", "target information by the offline grader, at no cost")
  .action((name: string, options: Common & CreateGraderOptions) =>
    runOnDatabase(options, async (output) => {
      const { createGrader } = await import("@/bin/commands/grader");
      await createGrader(output, options.project, name, options);
    }),
  );
inProject(grader.command("list").description("every version, newest first")).action((options: Common) =>
  runOnDatabase(options, async (output) => {
    const { listGraders } = await import("@/bin/commands/grader");
    await listGraders(output, options.project);
  }),
);
inProject(
  grader
    .command("diff")
    .argument("<before>", "a version's label (“judge 1”) or id, or a grader's name: its newest")
    .argument("<after>")
    .description("how two versions differ: words, agreement, fixed and broken"),
).action((before: string, after: string, options: Common) =>
  runOnDatabase(options, async (output) => {
    const { diffGraders } = await import("@/bin/commands/grader");
    await diffGraders(output, options.project, before, after);
  }),
);
inProject(
  grader
    .command("use")
    .argument("<version>", "a version's label (“judge 1”) or id, or a grader's name: its newest")
    .description("make a version the current one without a trial; the audit log says so"),
).action((version: string, options: Common) =>
  runOnDatabase(options, async (output) => {
    const { useGrader } = await import("@/bin/commands/grader");
    await useGrader(output, options.project, version);
  }),
);
inProject(
  grader
    .command("import")
    .argument("<file>")
    .description("bring in grades made elsewhere (evaluated rows, JSON Lines)"),
)
  .option("--name <name>", "what the grader is called; as the file where it is left out")
  .action((file: string, options: Common & { name?: string }) =>
    runOnDatabase(options, async (output) => {
      const { importGrades } = await import("@/bin/commands/import");
      await importGrades(output, file, options.project, options.name ?? null);
    }),
  );

inProject(program.command("status").description("where a project stands")).action((options: Common) =>
  runOnDatabase(options, async (output) => {
    const { status } = await import("@/bin/commands/status");
    await status(output, options.project);
  }),
);

const round = program.command("round").description("rounds of review");
inProject(round.command("start").description("open a round; give a budget of reads, of minutes, or both"))
  .option("--reads <n>", "budget: verdicts the round pays for")
  .option("--minutes <n>", "budget: active reading time of all readers")
  .option("--criteria <list>", "what is read: decision,extraction,content")
  .option("--version <label>", "grader version (“judge 2”) or its id; the current one where left out")
  .option("--audit-share <share>", "chance of a random audit, above 0 to 1 (0.1)")
  .option("--blind-share <share>", "share of turns whose grades are hidden until answered (0)")
  .option("--reads-per-unit <n>", "different readers a unit, 1 to 3 (1)")
  .option("--target <share>", "share of wrong labels to work towards (0.05)")
  .option("--seed <digits>", "makes both reading orders the same again")
  .action((options: Common & StartRoundOptions) =>
    runOnDatabase(options, async (output) => {
      const { startRound } = await import("@/bin/commands/round");
      await startRound(output, options.project, options);
    }),
  );
for (const [verb, description] of [
  ["status", "where a round stands: reads, error left, forecast, certificate"],
  ["stop", "end it before its budget is spent; what was read is kept"],
  ["replay", "make every refit again from the log and compare"],
] as const) {
  inProject(round.command(verb).argument("[number]", "its number; the newest where left out"))
    .description(description)
    .action((number: string | undefined, options: Common) =>
      runOnDatabase(options, async (output) => {
        const { actOnRound } = await import("@/bin/commands/round");
        await actOnRound(output, verb, options.project, number);
      }),
    );
}

inProject(program.command("certify").description("spend the open round's reads on audits alone, for a certificate"))
  .option("--target <share>", "share of wrong labels to be excluded; the round's own where left out")
  .action((options: Common & { target?: string }) =>
    runOnDatabase(options, async (output) => {
      const { certify } = await import("@/bin/commands/round");
      await certify(output, options.project, options.target);
    }),
  );

inProject(program.command("export").description("build a data set"))
  .requiredOption("--out <path>", "a file; a folder where it ends with / or several files are written")
  .option("--with-rewards", "reward rows instead of training rows")
  .option("--format <name>", "training, reward, verl, kto, dpo, sft, process, huggingface, jsonl, csv or parquet")
  .option("--policy <policy>", "relabel, down-weight, drop=RISK, or drop=audited:SHARE for the threshold audits allow")
  .option("--split <shares>", "by dialogue: validation=0.1,test=0.1,seed=7")
  .addOption(new Option("--source <which>", "whose responses").choices(["all", "expert", "policy"]))
  .option("--reviewed-only", "only rows that a clinician stands behind")
  .option("--good-from <reward>", "from here on a response counts as good (KTO, SFT, process)")
  .option("--least-gap <reward>", "least difference of the responses of a pair (DPO)")
  .addOption(new Option("--train-mode <mode>", "what enters the reward").choices(["Ra+Rs", "Ra", "Rs"]))
  .addOption(new Option("--fusion <mode>", "how it is joined").choices(["default", "sum"]))
  .option("--licence <name>", "of the dialogues, for the data card: cc-by-4.0, other …")
  .action((options: Common & ExportOptions) =>
    runOnDatabase(options, async (output) => {
      const { exportFile } = await import("@/bin/commands/export");
      await exportFile(output, options.project, options);
    }),
  );

addCandidateCommands(program, inProject);
program
  .command("verify")
  .argument("<manifest>")
  .option("--json", "one JSON object as the last line")
  .description("check the files of an export against its manifest; needs no database")
  .action(async (manifest: string, options: { json?: boolean }) => {
    const { verify } = await import("@/bin/commands/verify");
    await verify(manifest, options).catch(endWithFailure);
  });

const endpoint = program.command("endpoint").description("model servers that speak the OpenAI chat protocol");
inProject(endpoint.command("add").argument("<name>").description("register a model on a server"))
  .requiredOption("--url <url>", "base URL up to and with /v1")
  .requiredOption("--model <model>", "the model's name as the server knows it")
  .option("--key-variable <name>", "environment variable with the key: SECOND_OPINION_ENDPOINT_KEY_…")
  .option("--store-key", "read the key from standard input and store it encrypted")
  .option("--timeout <seconds>", "a call is cut off after so long (60)")
  .option("--concurrency <n>", "calls at a time, over all workers (8)")
  .option("--requests-per-minute <n>", "over all workers")
  .option("--tokens-per-minute <n>", "over all workers, in and out")
  .option("--input-price <usd>", "US$ for a million tokens in")
  .option("--output-price <usd>", "US$ for a million tokens out")
  .option("--tags", "the server can't be held to a JSON Schema: ask for tags")
  .option("--token-probabilities", "the server gives the probability of its tokens")
  .action((name: string, options: Common & EndpointOptions) =>
    runOnDatabase(options, async (output) => {
      const { addEndpoint } = await import("@/bin/commands/endpoint");
      await addEndpoint(output, options.project, name, options);
    }),
  );
inProject(endpoint.command("list").description("the project's endpoints")).action((options: Common) =>
  runOnDatabase(options, async (output) => {
    const { listEndpoints } = await import("@/bin/commands/endpoint");
    await listEndpoints(output, options.project);
  }),
);
inProject(
  endpoint.command("test").argument("<name>").description("make one small real call and say what answered"),
).action((name: string, options: Common) =>
  runOnDatabase(options, async (output) => {
    const { testEndpoint } = await import("@/bin/commands/endpoint");
    await testEndpoint(output, options.project, name);
  }),
);

try {
  await program.parseAsync(["node", "second-opinion", ...process.argv.slice(2)]);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : BAD_INPUT);
  endWithFailure(error);
}
