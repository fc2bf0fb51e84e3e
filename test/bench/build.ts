import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const OUT = path.join(HERE, "dist");

/** The folder of the built files that a page of ours loads. */
const CDN = fileURLToPath(new URL("../../dist/cdn/", import.meta.url));

/** The pages by contender: the script, the built file that it needs, and further markup of its head. */
const PAGES: Readonly<Record<string, { script: string; library?: string; head?: string }>> = {
  ours: { script: "ours.ts", library: "/oc-session.js" },
  // Loads the file that renders markdown together with the chat.
  "ours-preloaded": {
    script: "ours.ts",
    library: "/oc-session.js",
    head: '<link rel="modulepreload" href="/markdown.js">',
  },
  "ours-highlight": { script: "ours-highlight.ts", library: "/oc-session.js" },
  "ours-serverless": { script: "ours-serverless.ts", library: "/oc-session.js" },
  static: { script: "static.ts" },
  "deep-chat": { script: "deep-chat.ts" },
  "assistant-ui": { script: "assistant-ui.tsx" },
  empty: { script: "empty.ts" },
};

/** Builds the contenders' pages; resolves with the files to serve, by path. */
export async function buildPages(): Promise<ReadonlyMap<string, string>> {
  await mkdir(OUT, { recursive: true });
  const scripts = (await readdir(CDN)).filter((file) => file.endsWith(".js"));
  const files = new Map(scripts.map((file) => [`/${file}`, path.join(CDN, file)]));
  const page = await readFile(path.join(HERE, "pages/page.html"), "utf8");
  for (const [name, { script, library, head = "" }] of Object.entries(PAGES)) {
    await buildScript(name, path.join(HERE, "pages", script));
    const sources = [library, `/${name}.js`].filter((source) => source !== undefined);
    const tags = sources.map((source) => `<script type="module" src="${source}"></script>`).join("");
    await writeFile(path.join(OUT, `${name}.html`), page.replace("</head>", `${head}${tags}</head>`));
    files
      .set(`/${name}.html`, path.join(OUT, `${name}.html`))
      .set(`/${name}.js`, path.join(OUT, `${name}.js`));
  }
  return files;
}

async function buildScript(name: string, entry: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    root: HERE,
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      minify: true,
      target: "es2022",
      lib: { entry, formats: ["es"], fileName: () => `${name}.js` },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
}
