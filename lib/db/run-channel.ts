/** PostgreSQL tells on it, with the project's id, that a grading run has changed its state. */
export const RUN_CHANNEL = "second_opinion_runs";
