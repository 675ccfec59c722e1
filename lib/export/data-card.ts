import type { ExportSettings } from "@/lib/export/export-settings";
import { goodFrom } from "@/lib/export/export-settings";
import type { Cell, Column } from "@/lib/export/formats/row-format";
import type { ManifestInput } from "@/lib/export/manifest";

/**
 * The card of a data set folder (README.md with a YAML header): what it is, where it comes from, how it was calibrated
 * and what it can't be trusted for. Every figure in it is in the manifest too.
 * Source: Hugging Face Hub documentation, "Dataset Cards".
 */
export function dataCard(input: ManifestInput): string {
  const { project, settings, files, graderVersion } = input;
  const data = files.filter(({ split }) => split !== null);
  const total = data.reduce((sum, { bytes }) => sum + bytes, 0);
  const header = [
    "---",
    `pretty_name: ${yamlText(project)}`,
    `license: ${settings.licence}`,
    "task_categories:",
    "- text-generation",
    "tags:",
    "- reward",
    "- learn-to-ask",
    `size_categories:\n- ${sizeCategory(input.rowsOut)}`,
    "configs:",
    "- config_name: default",
    "  data_files:",
    ...data.map(({ name, split }) => `  - split: ${split}\n    path: ${name}`),
    "dataset_info:",
    "  features:",
    ...input.columns.flatMap((column) => featureLines(column)),
    "  splits:",
    ...data.map(({ split, bytes, rows }) => `  - name: ${split}\n    num_bytes: ${bytes}\n    num_examples: ${rows}`),
    `  download_size: ${total}`,
    `  dataset_size: ${total}`,
    "---",
  ];
  return `${[
    ...header,
    "",
    `# ${project.replaceAll("\n", " ")}`,
    "",
    "Expert dialogues with a reward for each response, in the format of Learn-to-Ask (arXiv 2510.25441): at every turn of",
    "a dialogue, what the expert went on to find out and whether the expert stopped there are read off the rest of the",
    "dialogue, a grader scores the response against both, and clinicians corrected the grader. Built with Second Opinion.",
    "",
    "## What is in it",
    "",
    "| split | rows | bytes | file |",
    "| --- | ---: | ---: | --- |",
    ...data.map(({ split, rows, bytes, name }) => `| ${split} | ${rows} | ${bytes} | \`${name}\` |`),
    "",
    `${input.rowsIn} ${input.looksAt} were looked at; ${input.rowsOut} are in. Left out:`,
    "",
    ...leftOutLines(input),
    "",
    describeSplit(settings),
    "",
    "## Where it comes from",
    "",
    `- Grader: ${graderVersion === null ? "none" : `${graderVersion.label} (content hash \`${graderVersion.contentHash}\`)`}.`,
    `- Models it asks: ${graderVersion === null || graderVersion.models.length === 0 ? "none" : graderVersion.models.join(", ")}.`,
    `- Corrections: every standing verdict up to number ${input.verdictOrdinal}. \`provenance\` says of each row whether a`,
    "  clinician (`human`), two (`human_twice`), a correction elsewhere in the dialogue (`propagated`), the",
    "  correction model (`model`) or nobody (`machine`)",
    "  stands behind it.",
    `- Risky rows: ${describePolicy(settings)}`,
    `- Reward: train mode ${settings.rewards.trainMode}, fusion ${settings.rewards.fusionMode}.`,
    `- Licence of the dialogues: \`${settings.licence}\`, as stated by whoever built this export.`,
    "",
    "## Calibration",
    "",
    ...calibrationLines(input),
    "",
    "## Known limits",
    "",
    "- The expert's own way of asking is the yardstick. Experts differ, and a good question that this expert did not ask",
    "  earns little.",
    "- Target information is what the client answered in this dialogue; what nobody asked about is not in it.",
    "- Rows with provenance `machine` were read by no clinician. Risk is a model's forecast, not a guarantee.",
    `- A response counts as good from a reward of ${goodFrom(settings)}; that line is a choice, not a finding.`,
    "- The rows of one dialogue share most of their words: evaluate by dialogue, never by row.",
    "",
    "`manifest.json` holds the hash of every file and row group; `cli -- verify manifest.json` checks a copy.",
  ].join("\n")}\n`;
}

function leftOutLines({ leftOut }: ManifestInput): string[] {
  const lines = Object.entries(leftOut).flatMap(([reason, count]) => (count ? [`- ${count}: ${reason}`] : []));
  return lines.length === 0 ? ["- nothing"] : lines;
}

function describeSplit({ split }: ExportSettings): string {
  if (split === null) return "It is not split.";
  return `Split by dialogue, stratified by diagnosis and length, with seed ${split.seed}: ${percent(split.validation)} validation, ${percent(split.test)} test.`;
}

function describePolicy({ policy }: ExportSettings): string {
  switch (policy.kind) {
    case "relabel":
      return "labels were put right, no row was dropped for its risk.";
    case "down_weight":
      return "each row has the weight 1 − 2 · risk, at least 0.";
    case "drop":
      return policy.audited === null
        ? `rows with a label of risk above ${policy.threshold} were dropped; the threshold was chosen by hand.`
        : `rows with a label of risk above ${policy.threshold} were dropped; that threshold passed the test that at most ${percent(policy.audited.target)} of the kept labels are wrong (${percent(1 - policy.audited.alpha)} confidence, ${policy.audited.wrong} wrong in ${policy.audited.audits} audits).`;
  }
}

function calibrationLines({ certificate, round }: ManifestInput): string[] {
  const model =
    round === null
      ? "No round of calibration has estimated the risk of these rows."
      : `Risks were estimated in round ${round.number} (model ${round.modelVersion}).`;
  if (certificate === null) {
    return [model, "", "There is no certificate for this grader version: how many rows are wrong is not known."];
  }
  const figures = Object.entries(certificate).map(([name, value]) => `- ${name}: ${JSON.stringify(value)}`);
  return [model, "", "Certificate:", "", ...figures];
}

const percent = (share: number) => `${Math.round(share * 1e6) / 1e4} %`;

function featureLines({ name, type }: Column): string[] {
  if (type === "messages") {
    return [
      `  - name: ${name}`,
      "    list:",
      "    - name: role",
      "      dtype: string",
      "    - name: content",
      "      dtype: string",
    ];
  }
  if (typeof type === "object") throw new Error(`The card has no words for the nested column ${name}.`);
  const dtype = { text: "string", double: "float64", int32: "int32", boolean: "bool" }[type];
  return [`  - name: ${name}`, `    dtype: ${dtype}`];
}

/** Double-quoted YAML reads JSON's escapes. */
function yamlText(value: Cell): string {
  return JSON.stringify(value);
}

function sizeCategory(rows: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e3, "n<1K"],
    [1e4, "1K<n<10K"],
    [1e5, "10K<n<100K"],
    [1e6, "100K<n<1M"],
    [1e7, "1M<n<10M"],
    [1e8, "10M<n<100M"],
  ];
  return steps.find(([below]) => rows < below)?.[1] ?? "100M<n<1B";
}
