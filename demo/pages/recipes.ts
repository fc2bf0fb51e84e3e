import { html, render } from "lit";
import { find } from "./find.js";

/** Files of `demo/recipes`, by path. */
type Files = Readonly<Record<string, string>>;

/** The `endpoint` of the v3 wire. */
const CHAT: Files = import.meta.glob<string>(
  ["../recipes/*/chat.{js,ts,py}", "../recipes/nextjs/app/api/chat/route.ts"],
  { query: "?raw", import: "default", eager: true },
);

/** The routes of a serverless agent; the JavaScript recipes share `../recipes/agent.js`. */
const AGENT: Files = import.meta.glob<string>(
  ["../recipes/agent.js", "../recipes/*/agent.{js,ts,py}", "../recipes/nextjs/app/api/agent/*/route.ts"],
  { query: "?raw", import: "default", eager: true },
);

/** Files with messages: the page's `upload`, and the server's routes. */
const FILES: Files = import.meta.glob<string>(
  [
    "../recipes/uploads.js",
    "../recipes/presigned.js",
    "../recipes/file-name.js",
    "../recipes/upload-file.js",
  ],
  { query: "?raw", import: "default", eager: true },
);

/** The page's code for rating messages. */
const THUMBS: Files = import.meta.glob<string>("../recipes/thumbs.js", {
  query: "?raw",
  import: "default",
  eager: true,
});

const NAMES: Readonly<Record<string, string>> = {
  "agent.js": "What they share",
  express: "Express",
  hono: "Hono",
  nextjs: "Next.js",
  "node-http": "Node",
  "python-stdlib": "Python",
  "file-name.js": "What they share",
  "presigned.js": "A bucket",
  "upload-file.js": "Your page",
  "uploads.js": "A folder",
};

function nameOf(path: string): string {
  const place = /^\.\.\/recipes\/([^/]+)/.exec(path)?.[1] ?? path;
  return NAMES[place] ?? place;
}

/** Offers a choice of files and shows the chosen one. */
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

find("#thumbs", document).textContent = Object.values(THUMBS).join("").trim();
offer(CHAT, "backend");
offer(AGENT, "agent");
offer(FILES, "file");
