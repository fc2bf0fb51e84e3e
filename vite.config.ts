import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { demoServer } from "./demo/dev-server.js";

const PAGES = ["index", "launcher", "gallery", "theme", "faults", "recipes"];

const page = (name: string) => fileURLToPath(new URL(`demo/${name}.html`, import.meta.url));
const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

/** Serves the demo site; `scripts/build.ts` makes the package. */
export default defineConfig({
  root: fileURLToPath(new URL("demo", import.meta.url)),
  resolve: {
    // The demo imports the package by its name, as a host does, and gets the sources.
    alias: [
      { find: /^oc-session$/, replacement: source("index.ts") },
      { find: /^oc-session\/(core|highlight|list|react)$/, replacement: source("$1.ts") },
      { find: "oc-session/math", replacement: source("ui/features/register-math.ts") },
      { find: /^oc-session\/locales\/(.+)$/, replacement: source("locales/$1.ts") },
    ],
  },
  plugins: [demoServer()],
  build: {
    target: "es2022",
    // The package names its built files as those with side effects; here they are the sources.
    rolldownOptions: { input: PAGES.map(page), treeshake: { moduleSideEffects: true } },
  },
});
