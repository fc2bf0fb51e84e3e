import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

/** Serves the demo site; `scripts/build.ts` makes the package. */
export default defineConfig({
  root: fileURLToPath(new URL("demo", import.meta.url)),
  resolve: {
    // The demo imports the package by its name, as a host does, and gets the sources.
    alias: [
      { find: /^oc-session$/, replacement: source("index.ts") },
      { find: /^oc-session\/(core|react)$/, replacement: source("$1.ts") },
      { find: /^oc-session\/locales\/(.+)$/, replacement: source("locales/$1.ts") },
    ],
  },
  server: { strictPort: false },
});
