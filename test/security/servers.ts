import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type Plugin, build } from "vite";

/** The file that pages load, and those that it loads, as they are shipped; `npm run build` makes them. */
const SHIPPED = "dist/cdn";

/** The strictest policy the package promises to work under, as its README states it. */
export function strictPolicy(api: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${api}`,
    "require-trusted-types-for 'script'",
    "trusted-types lit-html dompurify 'allow-duplicates'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/** The same for a page that Vue or Svelte draws: both write HTML themselves, each by a policy of its own. */
export function frameworkPolicy(api: string): string {
  return strictPolicy(api).replace("trusted-types lit-html", "$& vue svelte-trusted-html");
}

/** Something that listens on the loopback interface until it is closed. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Another origin, which stands for the attacker's: counts whoever asks it for anything. */
export interface Attacker extends Listening {
  /** Paths asked for. */
  readonly requests: string[];
}

export async function startAttacker(): Promise<Attacker> {
  const requests: string[] = [];
  const listening = await listen((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  });
  return { ...listening, requests };
}

/** A page of the site: what its head holds besides the title, and the policy it is served with. */
export interface HostPage {
  readonly head?: string;
  readonly policy?: string;
  /** The chat's script, when it is not the file as it is shipped. */
  readonly script?: string;
}

/**
 * A site that embeds the chat: its pages by path. `/oc-session.js` is the same file under any query.
 * @param more other scripts of the site by path
 */
export async function startSite(
  pages: Readonly<Record<string, HostPage>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  const scripts = new Map([
    ...Object.entries(more),
    ...(await shippedScripts()),
    ["/probe.js", await bundle("test/security/probe.ts")],
  ]);
  return listen((request, response) => {
    const asked = (request.url ?? "").replace(/\?.*/, "");
    const script = scripts.get(asked);
    const page = pages[asked];
    if (script !== undefined) {
      response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" }).end(script);
    } else if (page) {
      const policy = page.policy ? { "content-security-policy": page.policy } : {};
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...policy }).end(markup(page));
    } else response.writeHead(404).end();
  });
}

async function shippedScripts(): Promise<[path: string, script: string][]> {
  const names = (await readdir(SHIPPED)).filter((name) => name.endsWith(".js"));
  return Promise.all(
    names.map(async (name) => [`/${name}`, await readFile(path.join(SHIPPED, name), "utf8")]),
  );
}

/** The probe is loaded first, so that it sees all that happens. */
function markup({ head = "", script = "/oc-session.js" }: HostPage): string {
  return `<!doctype html>
<html lang="en">
  <head><title>Host page</title><link rel="icon" href="data:,">${head}</head>
  <body>
    <script src="/probe.js"></script>
    <script type="module" src="${script}"></script>
    <main><h1>Host page</h1></main>
  </body>
</html>`;
}

/** The chat with another module in place of one of its own. */
export function chatWith(own: RegExp, other: string): Promise<string> {
  return bundle("src/chat.ts", {
    name: "other-module",
    enforce: "pre",
    resolveId: (id, importer) => (own.test(id) && importer?.includes("/src/") ? path.resolve(other) : null),
  });
}

async function bundle(entry: string, plugin?: Plugin): Promise<string> {
  const results = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [plugin],
    resolve: { conditions: ["browser", "production"] },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, formats: ["iife"], name: "probe", fileName: "probe" },
    },
  });
  const [result] = Array.isArray(results) ? results : [results];
  if (!result || !("output" in result)) throw new Error(`Nothing was built of ${entry}.`);
  return result.output[0].code;
}

async function listen(listener: RequestListener): Promise<Listening> {
  const server: Server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
