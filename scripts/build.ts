/** Builds everything that the package contains: modules, types, CDN files, manifest, editor data and SBOM. */
import { rm } from "node:fs/promises";
import { buildCdn } from "./cdn.js";
import { buildManifest } from "./manifest.js";
import { run } from "./run.js";
import { buildSbom } from "./sbom.js";

process.chdir(new URL("..", import.meta.url).pathname);
await rm("dist", { recursive: true, force: true });
await run("tsc", ["-p", "tsconfig.build.json"]);
await buildManifest();
await buildCdn();
await buildSbom();
