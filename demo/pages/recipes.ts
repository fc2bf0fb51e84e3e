import { html, render } from "lit";
import { find } from "./find.js";

/** The servers' recipes, as they stand in `demo/recipes`. */
const FILES = import.meta.glob<string>(
  ["../recipes/*/chat.{js,ts,py}", "../recipes/nextjs/app/api/chat/route.ts"],
  { query: "?raw", import: "default", eager: true },
);

const NAMES: Readonly<Record<string, string>> = {
  express: "Express",
  hono: "Hono",
  nextjs: "Next.js",
  "node-http": "Node",
  "python-stdlib": "Python",
};

function folderOf(path: string): string {
  return /^\.\.\/recipes\/([^/]+)/.exec(path)?.[1] ?? path;
}

function show(path: string): void {
  find("#backend", document).textContent = FILES[path]?.trim() ?? "";
}

render(
  Object.keys(FILES).map((path, index) => {
    const folder = folderOf(path);
    return html`<label>
      <input type="radio" name="backend" ?checked=${index === 0} @change=${() => show(path)} />
      ${NAMES[folder] ?? folder}
    </label>`;
  }),
  find("#backends", document),
);
show(Object.keys(FILES)[0] ?? "");
