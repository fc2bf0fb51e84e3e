import { html, render } from "lit";
import { find } from "./find.js";

/** Files as they stand in `demo/recipes`, by path. */
type Files = Readonly<Record<string, string>>;

/** The `endpoint` of the v3 wire. */
const CHAT: Files = import.meta.glob<string>(
  ["../recipes/*/chat.{js,ts,py}", "../recipes/nextjs/app/api/chat/route.ts"],
  { query: "?raw", import: "default", eager: true },
);

/** The routes of a serverless agent; `../recipes/agent.js` is what those in JavaScript share. */
const AGENT: Files = import.meta.glob<string>(
  ["../recipes/agent.js", "../recipes/*/agent.{js,ts,py}", "../recipes/nextjs/app/api/agent/*/route.ts"],
  { query: "?raw", import: "default", eager: true },
);

const NAMES: Readonly<Record<string, string>> = {
  "agent.js": "What they share",
  express: "Express",
  hono: "Hono",
  nextjs: "Next.js",
  "node-http": "Node",
  "python-stdlib": "Python",
};

function nameOf(path: string): string {
  const place = /^\.\.\/recipes\/([^/]+)/.exec(path)?.[1] ?? path;
  return NAMES[place] ?? place;
}

/** Shows one of the files, by a choice of them. */
function offer(files: Files, name: string): void {
  const code = find(`#${name}`, document);
  const show = (path: string) => (code.textContent = files[path]?.trim() ?? "");
  const paths = Object.keys(files);
  render(
    paths.map(
      (path, index) =>
        html`<label>
          <input type="radio" name=${name} ?checked=${index === 0} @change=${() => show(path)} />
          ${nameOf(path)}
        </label>`,
    ),
    find(`#${name}s`, document),
  );
  show(paths[0] ?? "");
}

offer(CHAT, "backend");
offer(AGENT, "agent");
