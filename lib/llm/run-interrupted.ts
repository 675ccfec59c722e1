/**
 * Stops a whole run rather than one call: it was paused or canceled, its endpoint refuses the key or stays away, or the
 * worker has to end. A grader lets it through, no grade is written, and the task stays waiting.
 */
export class RunInterruptedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RunInterruptedError";
  }
}
