const GENERATED = "^lib/db/generated";

/** Rooms in the order in which imports may go: a room imports from itself and from rooms before it. */
const CORE = ["kernel", "statistics", "trajectory", "grading", "calibration"];

const coreRules = CORE.map((room, at) => ({
  name: `${room}-imports-only-rooms-to-its-left`,
  comment: "Core rooms are pure: data in, data out (docs/decisions/0001).",
  severity: "error",
  from: { path: `^lib/${room}/`, pathNot: "\\.test\\.ts$|/testing/" },
  to: {
    pathNot: [
      `^lib/(${CORE.slice(0, at + 1).join("|")})/`,
      "^node_modules/(zod|@stdlib|lossless-json|ml-matrix)/",
      "^(node:)?crypto$",
    ],
  },
}));

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { pathNot: GENERATED } } },
    ...coreRules,
    {
      name: "export-is-pure",
      severity: "error",
      from: { path: "^lib/export/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: [`^lib/(${CORE.join("|")}|export)/`, "^node_modules/zod/", "^(node:)?crypto$"] },
    },
    {
      name: "intake-knows-files-and-no-database",
      severity: "error",
      from: { path: "^lib/intake/", pathNot: "\\.test\\.ts$|/testing/" },
      to: {
        path: "^(lib|app|components|bin|bench|testkit|e2e)/",
        pathNot: `^lib/(${CORE.join("|")}|intake)/`,
      },
    },
    {
      name: "only-db-sees-prisma",
      severity: "error",
      from: { pathNot: ["^lib/db/", "^lib/auth/authentication\\.ts$", "^prisma\\.config\\.ts$"] },
      to: { path: ["^node_modules/@prisma/", GENERATED] },
    },
    {
      name: "pages-never-write",
      comment: "Pages and components read; writes go through workflows.",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^lib/db/.*-writes\\.ts$" },
    },
    {
      name: "browser-code-stays-out-of-the-server",
      severity: "error",
      from: { path: "^(components|lib/queries)/" },
      to: { path: "^lib/(db|workflows|queue|llm)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workflows-know-no-session",
      severity: "error",
      from: { path: "^lib/(workflows|db|queue)/" },
      to: { path: "^(app|components|bin|bench|e2e)/" },
    },
    {
      name: "db-knows-no-workflow",
      severity: "error",
      from: { path: "^lib/db/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/(workflows|queue)/", pathNot: "^lib/queue/migrate-queue\\.ts$" },
    },
    {
      name: "tests-stay-out-of-the-product",
      severity: "error",
      from: { path: "^(app|components|lib|bin)/", pathNot: ["\\.test\\.tsx?$", "/testing/"] },
      to: { path: ["^e2e/", "^testkit/", "\\.test\\.tsx?$", "/testing/"] },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", GENERATED] },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
