import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type InlineConfig, type Plugin, build } from "vite";
import { leanLibraries } from "./lean-libraries.js";
import { minifyTemplates } from "./minify-templates.js";

const OUT = "dist/cdn";

/**
 * The files that a page loads without a bundler, each whole in itself:
 * - `oc-session.js`, both elements and all they need, as a module;
 * - `locales/xx.js`, a language, which registers with the `oc-session.js` one folder up;
 * - `embed.js`, the launcher as a classic script;
 * - `LICENSES.md` of what is bundled, as minified files carry no comments;
 * - `integrity.json`, each script's hash for an `integrity` attribute.
 */
export async function buildCdn(): Promise<void> {
  const license = { fileName: "LICENSES.md" };
  await bundle({ entry: { "oc-session": "src/index.ts" }, formats: ["es"] }, { license });
  if (existsSync("src/locales"))
    await bundle({ entry: locales(), formats: ["es"] }, {}, [registerWithWidget()]);
  await bundle({ entry: { embed: "src/embed.ts" }, formats: ["iife"], name: "ocEmbed" });
  await writeIntegrity();
}

type BuildOptions = NonNullable<InlineConfig["build"]>;
type Library = Exclude<BuildOptions["lib"], false | undefined>;

async function bundle(lib: Library, options: BuildOptions = {}, plugins: Plugin[] = []): Promise<void> {
  await build({
    configFile: false,
    logLevel: "warn",
    plugins: [leanLibraries(), minifyTemplates(), ...plugins],
    resolve: { conditions: ["browser", "production"] },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: "es2022",
      lib: { ...lib, fileName: (_format, name) => `${name}.js` },
      // Vite leaves the whitespace of an ES library alone; the bundler's own minifier does not.
      minify: false,
      rolldownOptions: { output: { minify: true, comments: false } },
      ...options,
    },
  });
}

function locales(): Record<string, string> {
  const files = readdirSync("src/locales").filter((file) => file.endsWith(".ts"));
  return Object.fromEntries(files.map((file) => [`locales/${path.parse(file).name}`, `src/locales/${file}`]));
}

/** A language must reach the registry of the widget that is on the page, not a copy of its own. */
function registerWithWidget(): Plugin {
  return {
    name: "register-with-widget",
    enforce: "pre",
    resolveId: (id) =>
      id.endsWith("/locale-registry.js") ? { id: "../oc-session.js", external: true } : null,
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
