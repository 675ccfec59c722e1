/** The ledger has no answer to this request and nobody may be asked now. */
export class MissingAnswerError extends Error {
  constructor() {
    super("No stored answer to this request.");
    this.name = "MissingAnswerError";
  }
}
