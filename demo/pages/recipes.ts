import { html, render } from "lit";
import { find } from "./find.js";

/** The texts of files, by path. */
type Files = Readonly<Record<string, string>>;

const RECIPES: Files = import.meta.glob<string>("../recipes/**/*.{js,ts,py}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The `endpoint` of the v3 wire. */
const CHAT = /\/chat(\/route)?\.\w+$/;

/** The routes of a serverless agent. */
const AGENT = /\/agent(\/.+\/route)?\.\w+$/;

/** Files with messages: the server's routes, and the page's `upload`. */
const FILES = /\/(uploads|presigned|upload-file)\.js$/;

/** The names of recipes. A file that they import is called by its own name. */
const NAMES: Readonly<Record<string, string>> = {
  express: "Express",
  hono: "Hono",
  nextjs: "Next.js",
  "node-http": "Node",
  "python-stdlib": "Python",
  "presigned.js": "A bucket",
  "upload-file.js": "Your page",
  "uploads.js": "A folder",
};

function nameOf(path: string): string {
  const [, , place = ""] = path.split("/");
  return NAMES[place] ?? place;
}

/** The paths of the files that a file imports. */
function importsOf(path: string): string[] {
  const base = new URL(path, "file:///demo/pages/");
  const imports = [...(RECIPES[path] ?? "").matchAll(/^import .* from "(\..+)";$|^from (\w+) import/gm)];
  return imports
    .map(([, file, python]) => new URL(file ?? `${python}.py`, base).pathname.replace("/demo", ".."))
    .filter((imported) => imported in RECIPES);
}

/** Offers a choice of the files whose paths match, and of all that they import. Shows the chosen one. */
function offer(pattern: RegExp, name: string): void {
  const code = find(`#${name}`, document);
  const show = (path: string) => (code.textContent = RECIPES[path]?.trim() ?? "");
  // A set that grows while it is iterated over: also what the imported files import.
  const paths = new Set(Object.keys(RECIPES).filter((path) => pattern.test(path)));
  for (const path of paths) for (const imported of importsOf(path)) paths.add(imported);
  const [first = ""] = paths;
  render(
    [...paths].map(
      (path) =>
        html`<label>
          <input type="radio" name=${name} ?checked=${path === first} @change=${() => show(path)} />
          ${pattern.test(path) ? nameOf(path) : path.split("/").at(-1)}
        </label>`,
    ),
    find(`#${name}s`, document),
  );
  show(first);
}

find("#thumbs", document).textContent = RECIPES["../recipes/thumbs.js"]?.trim() ?? "";
offer(CHAT, "backend");
offer(AGENT, "agent");
offer(FILES, "file");
