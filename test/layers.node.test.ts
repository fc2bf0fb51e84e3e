import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

const OXLINT = path.resolve("node_modules/oxlint/bin/oxlint");
const CONFIG = path.resolve(".oxlintrc.json");

/** What lint says of each file of a project, one line a finding. */
type Report = Readonly<Record<string, string>>;

/** Lints the files of a project that has no others, by the real rules, in one run: a start takes longer than all of them. */
function lint(files: Readonly<Record<string, string>>): Report {
  const project = mkdtempSync(path.join(tmpdir(), "oc-layers-"));
  try {
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), code);
    }
    const options = ["-c", CONFIG, "--format", "json", "."];
    const { stdout } = spawnSync(process.execPath, [OXLINT, ...options], { cwd: project, encoding: "utf8" });
    const { diagnostics, number_of_files: count } = JSON.parse(stdout) as Findings;
    assert.equal(count, Object.keys(files).length);
    const said = (file: string) => diagnostics.filter(({ filename }) => filename === file);
    const lines = (file: string) => said(file).map(({ code, message }) => `${code}: ${message}`);
    return Object.fromEntries(Object.keys(files).map((file) => [file, lines(file).join("\n")]));
  } finally {
    rmSync(project, { recursive: true });
  }
}

/** As much of oxlint's JSON as is read here. */
interface Findings {
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly number_of_files: number;
}

const BREAKS: readonly [file: string, importing: string][] = [
  ["src/wire/v3/client.ts", "../session/session.js"],
  ["src/wire/v3/client.ts", "../ui/markdown.js"],
  ["src/wire/v3/client.ts", "lit"],
  ["src/wire/wire.ts", "./v3/client.js"],
  ["src/wire/v3/client.ts", "../serverless/client.js"],
  ["src/session/session.ts", "../wire/v3/client.js"],
  ["src/session/fold/reduce.ts", "../../wire/v3/read-event.js"],
  ["src/session/fold/reduce.ts", "../../wire/serverless/read-event.js"],
  ["src/session/sending/sender.ts", "../../wire/v3/client.js"],
  ["src/ui/element/oc-session.ts", "../../wire/v3/client.js"],
  ["src/ui/entry/work.ts", "../../wire/v3/facts.js"],
  ["src/session/session.ts", "../ui/oc-session.js"],
  ["src/session/session.ts", "lit/directive.js"],
  ["src/session/session.ts", "dompurify"],
  ["src/core.ts", "./ui/oc-session.js"],
  ["src/embed.ts", "lit"],
  ["src/session/time/clock.ts", "../state/state.js"],
  ["src/session/fold/reduce.ts", "../time/clock.js"],
  ["src/session/fold/reduce.ts", "../session.js"],
  ["src/session/fold/log-fold.ts", "./turn/turn-parts.js"],
  ["src/session/fold/turn/work-fold.ts", "../../sending/sender.js"],
  ["src/session/access/access.ts", "../sending/sender.js"],
  ["src/session/sending/sender.ts", "../tabs/tabs.js"],
  ["src/session/tabs/tab-sync.ts", "../reading/reader.js"],
  ["src/session/reading/reader.ts", "../sending/sender.js"],
  ["src/session/history/history.ts", "../reading/reader.js"],
  ["src/session/tabs/tab-sync.ts", "../history/history.js"],
  ["src/ui/page/warn.ts", "../language/strings.js"],
  ["src/ui/language/strings.ts", "../presentation/presentation.js"],
  ["src/ui/presentation/presentation.ts", "../content/message-body.js"],
  ["src/ui/links/link.ts", "../markup/image.js"],
  ["src/ui/markdown/nodes.ts", "../markup/message-markup.js"],
  ["src/ui/markup/image.ts", "../content/message-body.js"],
  ["src/ui/markup/image.ts", "lit"],
  ["src/ui/content/message-body.ts", "../markdown/markdown.js"],
  ["src/ui/content/message-body.ts", "../markup/markup.js"],
  ["src/ui/export/export-markdown.ts", "../content/markdown-loader.js"],
  ["src/ui/content/message-body.ts", "../entry/oc-entry.js"],
  ["src/ui/content/message-body.ts", "../../session/session.js"],
  ["src/ui/turn/tail.ts", "../entry/oc-entry.js"],
  ["src/ui/features/features.ts", "../content/message-body.js"],
  ["src/ui/element/header.ts", "../menu/menu.js"],
  ["src/ui/menu/menu.ts", "../presentation/icons.js"],
  ["src/ui/menu/menu.ts", "lit"],
  ["src/ui/element/tools/finder.ts", "../../find/find.js"],
  ["src/ui/find/find.ts", "../content/markdown-loader.js"],
  ["src/ui/find/find.ts", "lit"],
  ["src/ui/transcript/oc-transcript.ts", "../drawn/drawn.js"],
  ["src/ui/drawn/seen.ts", "../transcript/oc-transcript.js"],
  ["src/ui/drawn/seen.ts", "lit"],
  ["src/ui/content/message-body.ts", "../features/features.js"],
  ["src/ui/attachments/attachment-list.ts", "../uploads/tray.js"],
  ["src/ui/uploads/tray.ts", "../composer/oc-composer.js"],
  ["src/ui/uploads/tray.ts", "lit"],
  ["src/ui/composer/oc-composer.ts", "../uploads/uploads.js"],
  ["src/ui/entry/oc-entry.ts", "../transcript/oc-transcript.js"],
  ["src/ui/chunks/chunk-window.ts", "../transcript/oc-transcript.js"],
  ["src/ui/transcript/oc-transcript.ts", "../element/header.js"],
  ["src/ui/host/host-events.ts", "../element/oc-session.js"],
  ["src/ui/composer/oc-composer.ts", "../transcript/oc-transcript.js"],
  ["src/ui/styles/styles.ts", "../language/strings.js"],
  ["src/ui/styles/parts/entry.ts", "../../language/strings.js"],
  ["src/ui/launcher/oc-launcher.ts", "../language/strings.js"],
  ["src/ui/launcher/oc-launcher.ts", "../../session/session.js"],
];

const KEEPS: readonly [file: string, importing: string][] = [
  ["src/ui/element/oc-session.ts", "../../session/session.js"],
  ["src/ui/element/oc-session.ts", "lit"],
  ["src/session/session.ts", "../wire/connect.js"],
  ["src/session/reading/reader.ts", "../state/state.js"],
  ["src/ui/transcript/oc-transcript.ts", "../entry/oc-entry.js"],
  ["src/wire/v3/event-stream.ts", "eventsource-parser/stream"],
  ["src/wire/v3/client.ts", "../wire.js"],
  ["src/wire/connect.ts", "./v3/wire.js"],
];

const report = lint(together([...BREAKS, ...KEEPS]));

for (const [file, importing] of BREAKS) {
  test(`${file} may not import ${importing}`, () => {
    assert.ok(report[file]?.includes(`'${importing}' import is restricted`));
  });
}

for (const [file, importing] of KEEPS) {
  test(`${file} may import ${importing}`, () => {
    assert.ok(!report[file]?.includes(`'${importing}' import is restricted`));
  });
}

/** Each file with all that it imports in some row. */
function together(rows: typeof BREAKS): Record<string, string> {
  const files: Record<string, string> = {};
  rows.forEach(([file, importing], i) => {
    files[file] ??= "";
    files[file] += `export { thing as thing${i} } from "${importing}";\n`;
  });
  return files;
}

test("two modules may not import each other", () => {
  const { "src/wire/b.ts": found } = lint({
    "src/wire/a.ts": `import { b } from "./b.js";\nexport const a = (): unknown => b;\n`,
    "src/wire/b.ts": `import { a } from "./a.js";\nexport const b = (): unknown => a;\n`,
  });
  assert.match(found!, /no-cycle/);
});

test("no folder of src holds more than a dozen files; languages are rows of a table", () => {
  const folders = readdirSync("src", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath }) => parentPath.split(path.sep).join("/"));
  const crowded = new Set(folders.filter((folder) => folders.filter((one) => one === folder).length > 12));
  crowded.delete("src/locales");
  assert.deepEqual([...crowded], []);
});

test("CONTRIBUTING.md says of each folder of a layer what it knows", () => {
  const rows = [...readFileSync("CONTRIBUTING.md", "utf8").matchAll(/^\| `src\/(\w+\/\w+)`/gm)];
  const folders = ["wire", "session", "ui"].flatMap((layer) =>
    readdirSync(`src/${layer}`, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [`${layer}/${entry.name}`] : [],
    ),
  );
  assert.deepEqual(rows.map(([, folder]) => folder).sort(), folders.sort());
});

test("docs/architecture.md names the folders that lint lets each folder import", () => {
  const page = readFileSync("docs/architecture.md", "utf8");
  const rows = [...page.matchAll(/^\| `(wire|session|ui)\/([a-z\d]+)` +\| (.*?) +\|$/gm)];
  const folders = (layer: string) =>
    readdirSync(`src/${layer}`, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && entry.name !== "element" ? [`${layer}/${entry.name}`] : [],
    );
  assert.deepEqual(
    rows.map(([, layer, folder]) => `${layer}/${folder}`).sort(),
    [...folders("wire"), ...folders("session"), ...folders("ui")].sort(),
  );
  const siblings = (layer: string, folder: string) =>
    folders(layer).flatMap((path) => (path === `${layer}/${folder}` ? [] : [path.slice(layer.length + 1)]));
  const files = rows.map(([, layer = "", folder = ""]) => {
    const imports = siblings(layer, folder).map((name) => `import "../${name}/x.js";\n`);
    return [`src/${layer}/${folder}/any.ts`, imports.join("")] as const;
  });
  const found = lint(Object.fromEntries(files));
  for (const [, layer = "", folder = "", list = ""] of rows) {
    const allowed = [...list.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
    const said = found[`src/${layer}/${folder}/any.ts`]!;
    const others = siblings(layer, folder);
    const refused = others.filter((name) => said.includes(`'../${name}/x.js' import is restricted`));
    const expected = others.filter((name) => !allowed.includes(name));
    assert.deepEqual(refused.sort(), expected.sort(), `${layer}/${folder}`);
  }
});
