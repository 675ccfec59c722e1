import type { ExportFormat } from "@/lib/export/export-settings";
import { flatFormat } from "@/lib/export/formats/flat";
import { rewardFormat, trainingFormat } from "@/lib/export/formats/learn-to-ask";
import { processFormat } from "@/lib/export/formats/process";
import type { RowFormat } from "@/lib/export/formats/row-format";
import { dpoFormat, ktoFormat, sftFormat } from "@/lib/export/formats/trl";
import { verlFormat } from "@/lib/export/formats/verl";

export const ROW_FORMATS: Readonly<Record<ExportFormat, RowFormat>> = {
  training: trainingFormat,
  reward: rewardFormat,
  verl: verlFormat,
  kto: ktoFormat,
  dpo: dpoFormat,
  sft: sftFormat,
  process: processFormat,
  huggingface: flatFormat("parquet"),
  jsonl: flatFormat("json"),
  csv: flatFormat("csv"),
  parquet: flatFormat("parquet"),
};
