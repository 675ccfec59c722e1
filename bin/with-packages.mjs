// node bin/with-packages.mjs ENTRY.ts [ARGUMENT …]: installs what is missing, then runs the entry in this process.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensurePackages, root } from "./packages.mjs";

ensurePackages();
process.chdir(root);
const entry = path.resolve(root, process.argv[2] ?? "");
process.argv.splice(1, 2, entry);
const { register } = await import("tsx/esm/api");
register();
await import(pathToFileURL(entry).href);
