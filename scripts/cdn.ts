import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { minify } from "terser";
import { type InlineConfig, type Plugin, build } from "vite";
import { leanLibraries } from "./lean-libraries.js";
import { minifyTemplates } from "./minify-templates.js";

const OUT = "dist/cdn";

/**
 * The files that a page loads without a bundler, each whole in itself:
 * - `oc-session.js`, the chat and all it needs, as a module;
 * - `locales/xx.js`, a language, which `oc-session.js` fetches from beside itself;
 * - `embed.js`, the launcher as a classic script;
 * - `LICENSES.md` of what is bundled, as minified files carry no comments;
 * - `integrity.json`, each script's hash for an `integrity` attribute.
 */
export async function buildCdn(): Promise<void> {
  const license = { fileName: "LICENSES.md" };
  await bundle({ entry: { "oc-session": "src/cdn.ts" }, formats: ["es"] }, { license });
  await bundle({ entry: locales(), formats: ["es"] }, {}, [stringsOnly()]);
  await bundle({ entry: { embed: "src/embed.ts" }, formats: ["iife"], name: "ocEmbed" });
  await writeIntegrity();
}

type BuildOptions = NonNullable<InlineConfig["build"]>;
type Library = Exclude<BuildOptions["lib"], false | undefined>;

async function bundle(lib: Library, options: BuildOptions = {}, plugins: Plugin[] = []): Promise<void> {
  await build({
    configFile: false,
    logLevel: "warn",
    plugins: [leanLibraries(), minifyTemplates(), ...plugins, minifyAgain()],
    resolve: { conditions: ["browser", "production"] },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: "es2022",
      lib: { ...lib, fileName: (_format, name) => `${name}.js` },
      // Vite leaves the whitespace of an ES library alone; the bundler's own minifier does not.
      minify: false,
      rolldownOptions: { output: { minify: true, comments: false }, checks: { pluginTimings: false } },
      ...options,
    },
  });
}

function locales(): Record<string, string> {
  const files = readdirSync("src/locales").filter((file) => file.endsWith(".ts"));
  return Object.fromEntries(files.map((file) => [`locales/${path.parse(file).name}`, `src/locales/${file}`]));
}

/** A language alone: the registry that counts is the one of the widget on the page, which does the registering. */
function stringsOnly(): Plugin {
  const stub = "\0no-registry";
  return {
    name: "strings-only",
    enforce: "pre",
    resolveId: (id) => (id.endsWith("/locale-registry.js") ? stub : null),
    load: (id) => (id === stub ? "export const registerStrings = () => {};" : null),
  };
}

/** What the bundler's own minifier leaves: 2 % of the file that everybody loads. */
function minifyAgain(): Plugin {
  return {
    name: "minify-again",
    enforce: "post",
    async generateBundle({ format }, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const options = { module: format === "es", ecma: 2020, compress: { passes: 3 } } as const;
        chunk.code = (await minify(chunk.code, options)).code ?? chunk.code;
      }
    },
  };
}

async function writeIntegrity(): Promise<void> {
  const files = readdirSync(OUT, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  const hashes = await Promise.all(
    files.sort().map(async (file) => {
      const hash = createHash("sha384").update(await readFile(path.join(OUT, file)));
      return [file.replaceAll("\\", "/"), `sha384-${hash.digest("base64")}`] as const;
    }),
  );
  await writeFile(
    path.join(OUT, "integrity.json"),
    `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`,
  );
}
