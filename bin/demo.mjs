// npm run demo: everything from a fresh clone to a page that answers.
process.env.SECOND_OPINION_DEMO = "1";
process.argv.splice(2, 0, "bin/start.ts");
await import("./with-packages.mjs");
