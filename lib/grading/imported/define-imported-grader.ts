/** Format of evaluated rows as this program reads it; raised by one with every change that can change a grade. */
const FORMAT = "evaluated rows 1";

/** What a version of an imported grader is made of. */
interface ImportedGraderDefinition {
  readonly name: "imported";
  /** Of the file's bytes, hex. */
  readonly fileSha256: string;
  readonly format: string;
}

export function defineImportedGrader(fileSha256: string): ImportedGraderDefinition {
  return { name: "imported", fileSha256, format: FORMAT };
}
