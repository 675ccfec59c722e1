/** Remembers, in this browser, the project that was open last; only a hint, checked against the person's projects. */
export const LAST_PROJECT_COOKIE = "project";
