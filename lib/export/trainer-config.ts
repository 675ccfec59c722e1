import type { ExportSettings } from "@/lib/export/export-settings";

/**
 * A configuration of Trinity-RFT that reads the training rows beside it. What follows from the data is filled in; what
 * only the trainer's machine knows is read from the environment, with a comment that says so.
 * Source: Trinity-RFT, the learn_to_ask example (keys and workflow name only).
 */
export function trainerConfig({
  settings,
  trainFile,
  validationFile,
}: {
  readonly settings: ExportSettings;
  readonly trainFile: string;
  readonly validationFile: string | null;
}): string {
  const { trainMode, fusionMode } = settings.rewards;
  const taskset = (name: string, file: string, split: string) => [
    `name: ${name}`,
    "storage_type: file",
    `# The folder of ${file}.`,
    `path: ${fromEnvironment("TRINITY_TASKSET_PATH", ".")}`,
    `split: ${split}`,
    "format:",
    "  prompt_key: messages",
    "  response_key: action_truth",
    "workflow_args:",
    `  train_mode: "${trainMode}"`,
    `  fusion_mode: "${fusionMode}"`,
  ];
  const indent = (lines: readonly string[], by: number) => lines.map((line) => `${" ".repeat(by)}${line}`);
  const evaluated =
    validationFile === null
      ? ["    eval_tasksets: []"]
      : ["    eval_tasksets:", ...asListItem(taskset("validation", validationFile, "validation"), 6)];
  return `${[
    "# Trinity-RFT with the workflow of its learn_to_ask example. Batch sizes and the cluster are yours to choose.",
    "mode: both",
    "project: learn2ask",
    "name: second_opinion",
    `checkpoint_root_dir: ${fromEnvironment("TRINITY_CHECKPOINT_ROOT_DIR", "./checkpoints")}`,
    "algorithm:",
    "  algorithm_type: grpo",
    "  repeat_times: 5",
    "model:",
    "  # The policy that is trained.",
    `  model_path: ${fromEnvironment("TRINITY_MODEL_PATH", "Qwen/Qwen3-8B")}`,
    "  max_prompt_tokens: 2048",
    "  max_response_tokens: 1024",
    "cluster:",
    "  node_num: 1",
    "  gpu_per_node: 8",
    "buffer:",
    "  batch_size: 64",
    "  total_epochs: 4",
    "  explorer_input:",
    "    taskset:",
    ...indent(taskset("taskset", trainFile, "train"), 6),
    ...evaluated,
    "    default_workflow_type: learn2ask_workflow",
    "explorer:",
    "  auxiliary_models:",
    "    # The grader that scores rollouts against info_truth and decision_truth.",
    `    - model_path: ${fromEnvironment("TRINITY_AUX_MODEL_PATH", "Qwen/Qwen2.5-32B-Instruct")}`,
    "trainer:",
    "  trainer_type: verl",
    "synchronizer:",
    "  sync_method: nccl",
    "  sync_interval: 10",
  ].join("\n")}\n`;
}

/** Read by the trainer (OmegaConf) when it starts. */
function fromEnvironment(variable: string, otherwise: string): string {
  return `$\{oc.env:${variable},${otherwise}}`;
}

function asListItem(lines: readonly string[], by: number): string[] {
  return lines.map((line, at) => `${" ".repeat(by)}${at === 0 ? "- " : "  "}${line}`);
}
