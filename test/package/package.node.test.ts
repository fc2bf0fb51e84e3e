import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { CustomElement, Package } from "custom-elements-manifest/schema.d.ts";
import { build } from "esbuild";

interface Manifest {
  readonly sideEffects: readonly string[];
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

const { exports, sideEffects } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const packed = packedFiles();

test("the package holds what users need, and nothing else", () => {
  const allowed =
    /^(dist\/|package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|custom-elements\.json$)/;
  assert.deepEqual(
    packed.filter((file) => !allowed.test(file) || file.endsWith(".map")),
    [],
  );
  for (const file of ["README.md", "LICENSE", "custom-elements.json", "dist/cdn/LICENSES.md"]) {
    assert.ok(packed.includes(file), `${file} is missing`);
  }
});

test("every entry point leads to a file that is packed", () => {
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  for (const target of targets) {
    const file = target.replace("./", "");
    const [before = "", after = ""] = file.split("*");
    const found = packed.some((name) => name.startsWith(before) && name.endsWith(after));
    assert.ok(found, `${target} is missing`);
  }
});

/** The entry points with code, by what follows the package's name. */
const ENTRIES = Object.keys(exports)
  .filter((entry) => !/\.json$|^\.\/(cdn|editor)\//.test(entry))
  .map((entry) => entry.slice(1).replace("*", "de"));

test("importing any entry on a server defines nothing and fails nothing", () => {
  const code = `
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    for (const entry of ${JSON.stringify(ENTRIES)}) await import("oc-session" + entry);
    console.log(Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name)).join());`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
  });
  // Lit's own: the marks by which it warns of being loaded twice, and its stand-in for the registry.
  assert.match(output.trim(), /^((lit\w*|reactiveElementVersions|customElements),?)*$/);
});

test("a server that evaluates the package twice registers nothing, and warns of nothing", () => {
  // A development server does so after each change of a file.
  const code = `
    for (const file of ["index", "chat", "list"])
      for (const copy of ["", "?other"]) await import(\`./dist/\${file}.js\${copy}\`);
    console.warn(["oc-session", "oc-launcher", "oc-session-list"].filter((tag) => customElements.get(tag)).join());`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
  });
  assert.deepEqual([stdout, stderr.trim()], ["", ""]);
});

for (const conditions of [["workerd", "worker"], ["edge-light"], ["worker"]]) {
  test(`a server whose bundler takes ${conditions.join()} and files for browsers has every name of every entry`, async () => {
    const code = ENTRIES.map((entry, i) => `export * as entry${i} from "oc-session${entry}";`).join("\n");
    // A page's modules import the elements for their effect alone, and a bundler says where it leaves out such an import.
    const effects = `import "oc-session"; import "oc-session/list";`;
    const { outputFiles, warnings } = await build({
      stdin: { contents: effects + code, resolveDir: process.cwd() },
      bundle: true,
      logLevel: "silent",
      conditions,
      define: { "process.env.NODE_ENV": '"production"' },
      format: "esm",
      mainFields: ["browser", "module", "main"],
      write: false,
    });
    assert.deepEqual(warnings, []);
    const text = Buffer.from(outputFiles[0]!.contents).toString("base64");
    const there = (await import(`data:text/javascript;base64,${text}`)) as Record<string, object>;
    for (const [i, entry] of ENTRIES.entries()) {
      const names = Object.keys((await import(`oc-session${entry}`)) as object);
      const missing = names.filter((name) => !(name in there[`entry${i}`]!));
      assert.deepEqual(missing, [], entry);
    }
  });
}

test("the types of oc-session/core need those of Node alone", () => {
  const options =
    "--ignoreConfig --noEmit --strict --target es2022 --lib es2023 --types node --module nodenext";
  const compiler = ["node_modules/typescript/bin/tsc", ...options.split(" "), "dist/core.d.ts"];
  const { stdout } = spawnSync(process.execPath, compiler, { encoding: "utf8" });
  assert.equal(stdout, "");
});

test("oc-session/core draws nothing: it brings no Lit, no Markdown and no sanitizer", async () => {
  const files = await bundled(`export * from "oc-session/core";`);
  assert.ok(files.includes("dist/session/session.js"));
  const foreign = files.filter(
    (file) => !/^(<stdin>$|dist\/(core|on-demand|session|wire)\b)|\/eventsource-parser\//.test(file),
  );
  assert.deepEqual(foreign, []);
});

test("what a host does not import of oc-session/core is not bundled", async () => {
  const files = await bundled(`export { SessionError } from "oc-session/core";`);
  assert.deepEqual(files, ["dist/wire/errors.js"]);
});

test("bundlers keep each module that imports another one for its effect", () => {
  const files = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".js") && !file.startsWith("cdn"),
  );
  const effective = files.filter((file) => /^import "/m.test(readFileSync(`dist/${file}`, "utf8")));
  assert.ok(effective.length > 0);
  assert.deepEqual(
    effective.filter((file) => !sideEffects.includes(`./dist/${file}`)),
    [],
  );
});

test("the integrity file names every script of the CDN folder", () => {
  const named = Object.keys(JSON.parse(readFileSync("dist/cdn/integrity.json", "utf8")) as object);
  const scripts = readdirSync("dist/cdn", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  assert.deepEqual(named.sort(), scripts.sort());
});

test("docs/costs.md gives the weight of each CDN file as it is built, within a twentieth or 0.3 kB", () => {
  const stated = new Map<string, number>();
  let file = "";
  for (const row of readFileSync("docs/costs.md", "utf8").split("\n")) {
    const [, name, kilobytes] = /^\|\s*(?:`([\w-]+\.js)`)?\s*\|[^|]*\|\s*([\d.]+) \|$/.exec(row) ?? [];
    if (name) file = name;
    // Of a file in parts the last row is the whole.
    if (file && kilobytes) stated.set(file, Number(kilobytes));
  }
  const files = readdirSync("dist/cdn").filter((name) => name.endsWith(".js"));
  // The list is a file of its own, for pages that have one: a sentence below the table gives its weight.
  const tabled = files.filter((name) => name !== "oc-session-list.js");
  assert.deepEqual([...stated.keys()].sort(), tabled.sort());
  const wrong = tabled.flatMap((name) => {
    const kilobytes = gzipSync(readFileSync(`dist/cdn/${name}`), { level: 9 }).length / 1000;
    const most = Math.max(0.3, kilobytes / 20);
    return Math.abs(kilobytes - stated.get(name)!) > most ? [`${name}: ${kilobytes}`] : [];
  });
  assert.deepEqual(wrong, []);
});

test("editors offer the attributes and their values, as the manifest has them", () => {
  const json = (file: string) => JSON.parse(readFileSync(file, "utf8")) as unknown;
  const manifest = json("custom-elements.json") as Package;
  const elements = manifest.modules.flatMap(({ declarations = [] }) => declarations as CustomElement[]);
  const documented = elements.map(({ tagName, attributes = [] }) => ({
    name: tagName,
    attributes: attributes.map(({ name }) => name),
  }));
  const named = ({ name, attributes }: EditorTag) => ({
    name,
    attributes: attributes.map((one) => one.name),
  });
  const { tags } = json("dist/editor/vscode.html-custom-data.json") as { tags: EditorTag[] };
  assert.deepEqual(tags.map(named), documented);
  const webTypes = json("dist/editor/web-types.json") as {
    contributions: { html: { elements: EditorTag[] } };
  };
  assert.deepEqual(webTypes.contributions.html.elements.map(named), documented);
  const choices = tags.flatMap(({ attributes }) =>
    attributes.flatMap(({ name, values = [] }) =>
      values.length > 0 ? [[name, ...values.map((v) => v.name)]] : [],
    ),
  );
  assert.deepEqual(choices, [
    ["protocol", "v3", "serverless"],
    ["crossorigin", "use-credentials"],
    ["storage", "device", "none"],
    ["history", "tail", "full"],
    ["cache", "tab", "device", "none"],
    ["level", "user", "progress", "internal"],
    ["activity", "none", "line", "steps"],
    ["loading", "lazy", "eager"],
    ["placement", "bottom-end", "bottom-start"],
  ]);
});

/** An element as editors' data have it. */
interface EditorTag {
  readonly name: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly values?: readonly { readonly name: string }[];
  }[];
}

function packedFiles(): string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
  });
  const [pack] = JSON.parse(output) as [{ files: { path: string }[] }];
  return pack.files.map((file) => file.path);
}

/** The files that have a share in a bundle of `code`, a host's module. */
async function bundled(code: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: process.cwd() },
    bundle: true,
    format: "esm",
    metafile: true,
    outdir: "bundled",
    splitting: true,
    write: false,
  });
  const files: string[] = [];
  const reached = ["bundled/stdin.js"];
  for (const output of reached) {
    const { imports = [], inputs = {} } = metafile.outputs[output] ?? {};
    for (const { path } of imports) if (!reached.includes(path)) reached.push(path);
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) files.push(file);
  }
  return files;
}
