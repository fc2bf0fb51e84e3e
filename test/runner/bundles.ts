import path from "node:path";
import type { TestRunnerPlugin } from "@web/test-runner";
import { build } from "esbuild";

/** The address below which the files of the bundles are served. */
const BASE = "/bundled/";

/**
 * Serves each test file as a bundle, one file and one more for each dynamic import, because a page otherwise requests
 * some 400 modules: all tests in Chromium then take 208 s of processor time instead of 186. A bundle is built when it is
 * requested for the first time; all browsers are served the same.
 * @param files paths from the project's root
 * @param conditions of the exports of packages
 */
export function bundlesPlugin(files: readonly string[], conditions: string[]): TestRunnerPlugin {
  const entries = new Map(files.map((file) => [`/${file}`, file]));
  const bundles = new Map<string, Promise<ReadonlyMap<string, string>>>();

  function bundled(file: string): Promise<ReadonlyMap<string, string>> {
    let bundle = bundles.get(file);
    if (bundle === undefined) bundles.set(file, (bundle = bundleOf(file, conditions)));
    return bundle;
  }

  return {
    name: "bundles",
    async serve(context) {
      const entry = entries.get(context.path);
      if (entry !== undefined) {
        await bundled(entry);
        return { body: `import ${JSON.stringify(`${BASE}${entry}/test.js`)};`, type: "js" };
      }
      if (!context.path.startsWith(BASE)) return;
      const owner = files.find((file) => context.path.startsWith(`${BASE}${file}/`));
      const body = owner === undefined ? undefined : (await bundled(owner)).get(context.path);
      return body === undefined ? undefined : { body, type: context.path.endsWith(".map") ? "json" : "js" };
    },
    // Files of a bundle import each other, and nothing else by a relative path.
    resolveImport: ({ source, context }) =>
      context.path.startsWith(BASE) && source.startsWith(".") ? source : undefined,
  };
}

/** The files of a bundle, by their addresses. */
async function bundleOf(file: string, conditions: string[]): Promise<ReadonlyMap<string, string>> {
  const outdir = path.resolve(`.${BASE}`, file);
  const { outputFiles } = await build({
    entryPoints: { test: file },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    conditions,
    // One copy for the test and for the runner's own scripts; and the runner's modules, which are not on disk.
    external: ["chai", "/__*"],
    chunkNames: "[name]-[hash]",
    sourcemap: "inline",
    write: false,
  });
  return new Map(
    outputFiles.map((output) => [`${BASE}${file}/${path.relative(outdir, output.path)}`, output.text]),
  );
}
