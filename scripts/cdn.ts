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

/** The entry of each file that `oc-session.js` loads on demand, by the file's name. */
const ON_DEMAND = {
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
} as const;

/** The entry of each file other than the languages, by the file's name. */
export const ENTRIES = {
  ...ON_DEMAND,
  "oc-session": "src/cdn.ts",
  "oc-session-list": "src/cdn/list.ts",
  embed: "src/embed.ts",
  "embed-words": "src/embed-words.ts",
} as const;

/** The modules of `later.js`, which the chat imports separately. */
const PARTS_OF_LATER: readonly string[] = [
  "src/session/later.ts",
  "src/ui/drawn/drawn.ts",
  "src/wire/v3/messages.ts",
];

/**
 * Builds the files that a page loads without a bundler, each self-contained:
 * - `oc-session.js`, the chat, as a module; it loads the files up to `uploads.js` on demand;
 * - `markdown.js`, which renders markdown: with the first log;
 * - `serverless.js`, the wire of serverless agents: when the host selects it;
 * - `stream.js`, which reads a stream: with the first request for one;
 * - `later.js`, code that is needed only after the log has been read and drawn, or with the first message;
 * - `turn.js`, which makes entries of work, growing answers and questions: when the log contains them;
 * - `activity.js`, which draws a turn's work: when work is shown;
 * - `menu.js`, the header's menu: when a person opens it;
 * - `export.js`, which writes a conversation as markdown: when it is exported;
 * - `actions.js`, the buttons at messages: when the host sets `actions`;
 * - `find.js`, the search in the whole log: when a person searches;
 * - `notify.js`, notifications: when the host sets `notify`;
 * - `highlight.js`, which colours code, and `math.js`, which draws formulas: when a chat has the feature;
 * - `tabs.js`, which lets one tab read for others: when several tabs show a conversation;
 * - `cache.js`, which stores the end of a log on the device: when something is cached, or once the log has been read;
 * - `uploads.js`, which accepts files and shows those of messages: when there are files;
 * - `oc-session-list.js`, the list of conversations, as a module;
 * - `locales/xx.js`, a language, which `oc-session.js` loads;
 * - `embed.js`, the launcher as a classic script;
 * - `embed-words.js`, the launcher's texts in other languages and its invite, which it loads when a page needs them;
 * - `LICENSES.md` of the bundled libraries, because minified files contain no comments;
 * - `integrity.json`, each script's hash for an `integrity` attribute.
 */
export async function buildCdn(): Promise<void> {
  // Each file contains the hashes of those it loads, so these are built first.
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
    { entry: entryOf("oc-session"), formats: ["es"] },
    { define: pins, plugins: [withoutOnDemand()], build: { license: { fileName: "LICENSES.md" } } },
  );
  await bundle(
    { entry: entryOf("oc-session-list"), formats: ["es"] },
    { define: pins, build: { license: { fileName: "LICENSES-list.md" } } },
  );
  await bundle(
    { entry: entryOf("embed-words"), formats: ["es"] },
    { define: { LAUNCHER_WORDS: JSON.stringify(await launcherWords()) } },
  );
  const embedPins = {
    OC_SESSION_INTEGRITY: JSON.stringify(await integrityOf("oc-session.js", "sha256")),
    EMBED_WORDS_INTEGRITY: JSON.stringify(await integrityOf("embed-words.js", "sha256")),
  };
  await bundle({ entry: entryOf("embed"), formats: ["iife"], name: "ocEmbed" }, { define: embedPins });
  await writeIntegrity();
}

/** The hashes of the languages. SHA-256, because it is shorter and `oc-session.js` contains them. */
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

function entryOf(name: keyof typeof ENTRIES): Record<string, string> {
  return { [name]: ENTRIES[name] };
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
      // Its main entry also contains chemical formulas, which add a sixth to its size.
      alias: { temml: "temml/temml.js" },
    },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: "es2022",
      lib: { ...lib, fileName: (_format, name) => `${name}.js` },
      // Vite's minifier keeps the whitespace of an ES library, so the bundler's own minifier is used.
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

/** Replaces imports of on-demand code: the chat's entry loads that code by file and hash. */
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

/** A language file contains only its strings; the chat on the page registers them. */
function stringsOnly(): Plugin {
  const stub = "\0no-registry";
  return {
    name: "strings-only",
    enforce: "pre",
    resolveId: (id) => (id.endsWith("/locale-registry.js") ? stub : null),
    load: (id) => (id === stub ? "export const registerStrings = () => {};" : null),
  };
}

/** Minifies the output of the bundler's minifier again, which saves 2 % of `oc-session.js`. */
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
