import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

/** The address of a module where code reads it, but not in a text that is a script of its own. */
const OWN_ADDRESS = /\bimport\.meta\.url(?=\))/g;

/**
 * Bundles TypeScript files that Node is to run. Compiled at each import instead, a test file needs 0.25 s of processor
 * time more, and 0.8 s if it starts the local server.
 * @param files paths from the project's root
 * @param folder where to write the bundles
 * @returns the paths of the bundles, in the order of `files`
 */
export async function bundleForNode(files: readonly string[], folder: string): Promise<readonly string[]> {
  await build({
    entryPoints: [...files],
    outdir: folder,
    outbase: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    plugins: [packagesByPath(), ownAddresses()],
    logLevel: "error",
  });
  return files.map((file) => path.join(folder, file.replace(/\.ts$/, ".mjs")));
}

/** Leaves packages out of the bundles, each by the path of the copy that the importing file finds. */
function packagesByPath(): Plugin {
  return {
    name: "packages-by-path",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path: name, kind, pluginData, ...place }) => {
        if (kind === "entry-point" || pluginData === packagesByPath) return undefined;
        const found = await build.resolve(name, { ...place, kind, pluginData: packagesByPath });
        if (found.external || found.errors.length > 0) return { path: name, external: true };
        return { path: pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

/** Gives the bundled code of a file the address of that file. */
function ownAddresses(): Plugin {
  return {
    name: "own-addresses",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const address = JSON.stringify(pathToFileURL(file).href);
        return { contents: (await readFile(file, "utf8")).replaceAll(OWN_ADDRESS, address), loader: "ts" };
      });
    },
  };
}
