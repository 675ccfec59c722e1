import type { RawRecord } from "@/lib/intake/raw-record";
import type { ImportMapping } from "@/lib/trajectory/formats/import-options";
import type { Session } from "@/lib/trajectory/session";

/** A file to bring in: where its bytes lie, and what it is called. */
export interface IntakeFile {
  readonly name: string;
  readonly path: string;
}

export interface IntakeDialogue {
  readonly kind: "dialogue";
  /** Name of the file. */
  readonly file: string;
  /** Where the dialogue begins in it, from 1. */
  readonly line: number;
  readonly session: Session;
  /** The dialogue is known to go on after its last message. */
  readonly goesOn: boolean;
  /** Messages of the record that nobody of the dialogue said, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

export interface IntakeProblem {
  readonly kind: "problem";
  readonly file: string;
  readonly line: number;
  /** The character of the line, from 1; null where it is not known. */
  readonly column: number | null;
  readonly reason: string;
  /** The beginning of the record, for finding it again; in a sensitive project without words. */
  readonly excerpt: string | null;
}

export type IntakeItem = IntakeDialogue | IntakeProblem;

export interface IntakeRequest {
  readonly files: readonly IntakeFile[];
  readonly mapping: ImportMapping;
  /** Excerpts and reasons tell no words of the dialogues. */
  readonly isSensitive: boolean;
  /** A folder of its own, for what has to wait on the disk. */
  readonly scratchFolder: string;
  readonly onRead?: (bytes: number) => void;
  /** Reads so many records at most, for a look at the beginning. */
  readonly mostRecords?: number;
}

/** A record, the file it stands in, or the end of a file that can't be read on. */
export interface PlacedRecord {
  readonly file: number;
  readonly record: RawRecord;
  /** False for the last thing of a damaged file: what follows is not known. */
  readonly isBroken: boolean;
}
