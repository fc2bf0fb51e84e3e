import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import type { Browser } from "playwright";
import webpack from "webpack";
import { LocalOpenComputer } from "../runner/local-server.js";
import { Customer } from "../support/customer.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

declare global {
  interface Window {
    names: Readonly<Record<string, readonly string[]>>;
  }
}

/** Whatever `exports` names can be had of the packed package, in all the ways by which a customer may ask for it. */

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, unknown> };

/** Each entry as it is imported, with one name for those that have a `*`. */
const specifiers = Object.keys(exports).map((entry) =>
  entry
    .replace(/^\./, "oc-session")
    .replace("locales/*", "locales/de")
    .replace("cdn/*", "cdn/locales/de.js")
    .replace("editor/*", "editor/web-types.json"),
);
const modules = specifiers.filter((name) => !/\.json$|\/cdn\//.test(name));
const files = specifiers.filter((name) => !modules.includes(name));

/** What a page without a bundler has to say of the libraries. */
const LIBRARIES = {
  "@lit/context": "/node_modules/@lit/context/index.js",
  "@lit/reactive-element": "/node_modules/@lit/reactive-element/reactive-element.js",
  dompurify: "/node_modules/dompurify/dist/purify.es.mjs",
  "eventsource-parser": "/node_modules/eventsource-parser/dist/index.js",
  lit: "/node_modules/lit/index.js",
  "lit/": "/node_modules/lit/",
  "lit-element/": "/node_modules/lit-element/",
  "lit-html": "/node_modules/lit-html/lit-html.js",
  "lit-html/": "/node_modules/lit-html/",
  marked: "/node_modules/marked/lib/marked.esm.js",
  temml: "/node_modules/temml/dist/temml.mjs",
  "sugar-high/core": "/node_modules/sugar-high/lib/core.js",
  ...Object.fromEntries(
    readdirSync("node_modules/sugar-high/lib/lang").map((file) => [
      `sugar-high/lang/${path.parse(file).name}`,
      `/node_modules/sugar-high/lib/lang/${file}`,
    ]),
  ),
};

/** Imports for their effect alone, which a bundler must not leave out. */
const EFFECT = `import "oc-session"; import "oc-session/locales/de";`;

/** Imports all of these for what they export. */
function app(entries: readonly string[]): string {
  return `${EFFECT}
    ${entries.map((name, i) => `import * as module${i} from "${name}";`).join("\n")}
    window.names = { ${entries.map((name, i) => `"${name}": Object.keys(module${i}).sort()`).join()} };`;
}

let customer: Customer;
let computer: LocalOpenComputer;
let site: Site;
let browser: Browser;
/** What each entry exports, by Node. */
let names: Window["names"];
const pages: Record<string, string> = {};

before(async () => {
  [customer, computer, browser] = await Promise.all([
    Customer.install("lit-html", "lit-element", "@lit/reactive-element"),
    LocalOpenComputer.start(),
    launchBrowser(),
  ]);
  // An import map and the module beside it are inline.
  site = await startSite({ computer, pages, folder: customer.folder, policy: null });
  await customer.write("app.js", app(modules));
  await customer.write("effect.js", EFFECT);
  names = JSON.parse(
    await inNode(`globalThis.window = {}; await import("./app.js"); print(window.names)`),
  ) as Window["names"];
});
after(async () => {
  await browser.close();
  await Promise.all([site.close(), computer.close(), customer.close()]);
});

/** Runs a module of the customer's; gives what it prints. */
async function inNode(code: string): Promise<string> {
  const print = "const print = (value) => console.log(JSON.stringify(value));";
  const file = await customer.write("node.mjs", print + code);
  return execFileSync(process.execPath, [file], { encoding: "utf8" });
}

/** The app does the same in a browser as in Node, and the chat is there, in German too. */
async function works(head: string, expected: Window["names"] | undefined): Promise<void> {
  pages["/page.html"] = `<!doctype html><html lang="de"><head><title>Kunde</title>
    <link rel="icon" href="data:,">${head}</head><body><oc-session></oc-session></body></html>`;
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.goto(`${site.url}/page.html`);
  await page.getByRole("textbox", { name: "Nachricht" }).waitFor();
  assert.deepEqual(await page.evaluate(() => window.names), expected);
  assert.deepEqual(complaints, []);
  await page.close();
}

describe("every entry can be had", () => {
  test("in Node", async () => {
    assert.ok(names["oc-session/core"]?.includes("Session"));
    assert.ok(names["oc-session"]?.includes("OcLauncher"));
    const urls = await inNode(`print(${JSON.stringify(files)}.map((name) => import.meta.resolve(name)))`);
    assert.ok(files.length > 3);
    for (const url of JSON.parse(urls) as string[]) assert.ok(existsSync(new URL(url)), url);
  });

  test("with Vite", async () => {
    for (const name of ["app", "effect"]) {
      await customer.write(`${name}/index.html`, `<script type="module" src="../${name}.js"></script>`);
      await customer.build(name);
      await works(
        readFileSync(customer.path(`${name}/dist/index.html`), "utf8"),
        name === "app" ? names : undefined,
      );
    }
  });

  test("with webpack", async () => {
    const compiler = webpack({
      mode: "production",
      context: customer.folder,
      entry: { app: "./app.js", effect: "./effect.js" },
      output: { path: customer.path("webpack") },
      performance: false,
      optimization: { minimize: false },
    });
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
      compiler.run((error, result) => (error ? reject(error) : resolve(result))),
    );
    assert.deepEqual(stats?.toJson({ all: false, errors: true, warnings: true }), {
      errors: [],
      warnings: [],
    });
    await works(`<script defer src="/webpack/app.js"></script>`, names);
    await works(`<script defer src="/webpack/effect.js"></script>`, undefined);
  });

  test("with esbuild", async () => {
    const { warnings } = await esbuild({
      absWorkingDir: customer.folder,
      entryPoints: ["app.js", "effect.js"],
      bundle: true,
      outdir: "esbuild",
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    await works(`<script defer src="/esbuild/app.js"></script>`, names);
    await works(`<script defer src="/esbuild/effect.js"></script>`, undefined);
  });

  test("by an import map, without a bundler", async () => {
    // React itself is no module that a browser could load.
    const entries = modules.filter((name) => !name.startsWith("oc-session/react"));
    const list = JSON.stringify(entries);
    const urls = JSON.parse(
      await inNode(`print(${list}.map((name) => import.meta.resolve(name)))`),
    ) as string[];
    const root = pathToFileURL(await realpath(customer.folder)).href;
    const own = Object.fromEntries(entries.map((name, i) => [name, urls[i]?.replace(root, "")]));
    const map = JSON.stringify({ imports: { ...LIBRARIES, ...own } });
    await customer.write("mapped.js", app(entries));
    await works(
      `<script type="importmap">${map}</script><script type="module" src="/mapped.js"></script>`,
      Object.fromEntries(entries.map((name) => [name, names[name] ?? []])),
    );
  });

  test("by an import map that names the CDN file", async () => {
    const map = JSON.stringify({
      imports: { "oc-session": "/node_modules/oc-session/dist/cdn/oc-session.js" },
    });
    pages["/map.html"] = `<!doctype html><html lang="de"><title>Kunde</title><link rel="icon" href="data:,">
      <script type="importmap">${map}</script>
      <script type="module">import { OcSession } from "oc-session"; document.body.append(new OcSession());</script>`;
    const page = await browser.newPage();
    await page.goto(`${site.url}/map.html`);
    await page.getByRole("textbox", { name: "Nachricht" }).waitFor();
    await page.close();
  });
});
