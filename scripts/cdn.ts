import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { minify } from "terser";
import { type InlineConfig, type Plugin, build } from "vite";
import { launcherWords } from "./launcher-words.js";
import { minifyTemplates } from "./minify-templates.js";
import { shortProperties } from "./short-properties.js";

const OUT = "dist/cdn";

/** What `oc-session.js` loads from beside itself when it is needed, by the name of the file. */
const ON_DEMAND: Readonly<Record<string, string>> = {
  markdown: "src/ui/markup/markup.ts",
  serverless: "src/wire/serverless/wire.ts",
  stream: "src/wire/v3/event-stream.ts",
  later: "src/cdn/later.ts",
  turn: "src/session/fold/turn/turn-parts.ts",
  activity: "src/ui/activity/activity.ts",
  menu: "src/ui/menu/menu.ts",
  export: "src/ui/export/export-markdown.ts",
  actions: "src/ui/actions/actions.ts",
  find: "src/ui/find/find.ts",
  notify: "src/ui/notify/notify.ts",
  highlight: "src/ui/features/highlight.ts",
  tabs: "src/session/tabs/election.ts",
  cache: "src/session/history/cache-keeper.ts",
  math: "src/ui/features/math.ts",
  uploads: "src/ui/uploads/uploads.ts",
};

/** What `later.js` is made of, which the chat imports part by part. */
const PARTS_OF_LATER: readonly string[] = ["src/session/later.ts", "src/ui/drawn/drawn.ts"];

/**
 * The files that a page loads without a bundler, each whole in itself:
 * - `oc-session.js`, the chat, as a module;
 * - `markdown.js`, what reads markdown, which `oc-session.js` fetches from beside itself with the first log;
 * - `serverless.js`, what speaks with serverless agents, which it fetches where a host asks for it;
 * - `stream.js`, what reads a stream, which it fetches with the first request for one;
 * - `later.js`, what is needed only once the log has been read and drawn, which it fetches then, or with the first message;
 * - `turn.js`, what makes entries of work, growing answers and questions, which it fetches beside a log that tells of them;
 * - `activity.js`, what draws a turn's work, which it fetches where that is shown;
 * - `menu.js`, what draws the header's menu, which it fetches when somebody opens that;
 * - `export.js`, what writes a conversation as markdown, which it fetches for whoever asks for that;
 * - `actions.js`, what draws the buttons at messages, which it fetches where a host sets `actions`;
 * - `find.js`, what finds words in the whole log, which it fetches when somebody looks for some;
 * - `notify.js`, what tells people who look elsewhere, which it fetches where a host sets `notify`;
 * - `highlight.js`, what colours code, which it fetches where a chat asks for it;
 * - `math.js`, what draws formulas, likewise;
 * - `tabs.js`, what lets one tab read for others, which it fetches where there are several of a conversation;
 * - `cache.js`, what keeps the end of a log on the device, which it fetches where some is kept, or once the log has been read;
 * - `uploads.js`, what takes files and shows those of messages, which it fetches where there are any;
 * - `oc-session-list.js`, the list of conversations, as a module;
 * - `locales/xx.js`, a language, which `oc-session.js` fetches from beside itself;
 * - `embed.js`, the launcher as a classic script;
 * - `embed-words.js`, its words in other languages and its invite, which it fetches from beside itself where a page needs
 *   them;
 * - `LICENSES.md` of what is bundled, as minified files carry no comments;
 * - `integrity.json`, each script's hash for an `integrity` attribute.
 */
export async function buildCdn(): Promise<void> {
  // Each file knows the hashes of those it loads, so these are made before it.
  await bundle({ entry: locales(), formats: ["es"] }, { plugins: [stringsOnly()] });
  for (const [name, entry] of Object.entries(ON_DEMAND)) {
    await bundle(
      { entry: { [name]: entry }, formats: ["es"] },
      { build: { license: { fileName: `LICENSES-${name}.md` } } },
    );
  }
  const pins = {
    LOCALES_INTEGRITY: JSON.stringify(await localesIntegrity()),
    ON_DEMAND_INTEGRITY: JSON.stringify(await onDemandIntegrity()),
  };
  await bundle(
    { entry: { "oc-session": "src/cdn.ts" }, formats: ["es"] },
    { define: pins, plugins: [withoutOnDemand()], build: { license: { fileName: "LICENSES.md" } } },
  );
  await bundle(
    { entry: { "oc-session-list": "src/cdn/list.ts" }, formats: ["es"] },
    { define: pins, build: { license: { fileName: "LICENSES-list.md" } } },
  );
  await bundle(
    { entry: { "embed-words": "src/embed-words.ts" }, formats: ["es"] },
    { define: { LAUNCHER_WORDS: JSON.stringify(await launcherWords()) } },
  );
  const embedPins = {
    OC_SESSION_INTEGRITY: JSON.stringify(await integrityOf("oc-session.js", "sha256")),
    EMBED_WORDS_INTEGRITY: JSON.stringify(await integrityOf("embed-words.js", "sha256")),
  };
  await bundle(
    { entry: { embed: "src/embed.ts" }, formats: ["iife"], name: "ocEmbed" },
    { define: embedPins },
  );
  await writeIntegrity();
}

/** In the shorter hash, as they are a part of the file that everybody loads. */
async function localesIntegrity(): Promise<Record<string, string>> {
  const languages = readdirSync(`${OUT}/locales`).map((file) => path.parse(file).name);
  const hash = (name: string) => integrityOf(`locales/${name}.js`, "sha256");
  return Object.fromEntries(
    await Promise.all(languages.sort().map(async (name) => [name, await hash(name)] as const)),
  );
}

async function onDemandIntegrity(): Promise<Record<string, string>> {
  const hash = (name: string) => integrityOf(`${name}.js`, "sha256");
  return Object.fromEntries(
    await Promise.all(Object.keys(ON_DEMAND).map(async (name) => [name, await hash(name)] as const)),
  );
}

async function integrityOf(file: string, algorithm: "sha256" | "sha384"): Promise<string> {
  const hash = createHash(algorithm).update(await readFile(path.join(OUT, file)));
  return `${algorithm}-${hash.digest("base64")}`;
}

type Library = Exclude<NonNullable<InlineConfig["build"]>["lib"], false | undefined>;

async function bundle(lib: Library, { plugins = [], ...options }: InlineConfig = {}): Promise<void> {
  await build({
    configFile: false,
    logLevel: "warn",
    ...options,
    plugins: [shortProperties(), minifyTemplates(), ...plugins, minifyAgain()],
    resolve: {
      conditions: ["browser", "production"],
      // Its main entry brings chemistry along, a sixth more, which few formulas need.
      alias: { temml: "temml/temml.js" },
    },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: "es2022",
      lib: { ...lib, fileName: (_format, name) => `${name}.js` },
      // Vite leaves the whitespace of an ES library alone; the bundler's own minifier does not.
      minify: false,
      rolldownOptions: { output: { minify: true, comments: false }, checks: { pluginTimings: false } },
      ...options.build,
    },
  });
}

function locales(): Record<string, string> {
  const files = readdirSync("src/locales").filter((file) => file.endsWith(".ts"));
  return Object.fromEntries(files.map((file) => [`locales/${path.parse(file).name}`, `src/locales/${file}`]));
}

/** The chat without what is loaded when it is needed: its entry loads that in a way of its own, by its hash. */
function withoutOnDemand(): Plugin {
  const entries = new Set(
    [...Object.values(ON_DEMAND), ...PARTS_OF_LATER].map((entry) => path.resolve(entry)),
  );
  return {
    name: "without-on-demand",
    enforce: "pre",
    resolveId: (id, importer) => {
      const file = path.resolve(path.dirname(importer ?? ""), id).replace(/\.js$/, ".ts");
      return entries.has(file) ? { id, external: true } : null;
    },
  };
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
        const compress = { passes: 3, lhs_constants: false } as const;
        const options = { module: format === "es", ecma: 2020, compress } as const;
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
    files
      .sort()
      .map(async (file) => [file.replaceAll("\\", "/"), await integrityOf(file, "sha384")] as const),
  );
  await writeFile(
    path.join(OUT, "integrity.json"),
    `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`,
  );
}
