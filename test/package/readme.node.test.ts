import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { transform } from "esbuild";
import type { Browser, Page, Route } from "playwright";
import type { PluginOption } from "vite";
import { run } from "../../scripts/run.js";
import { nameOf } from "../../src/session/sending/storages.js";
import type { OcSession } from "../../src/ui/element/oc-session.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { Customer } from "../support/customer.js";
import { frameworkPolicy, strictPolicy } from "../security/servers.js";
import { BAD_REQUESTS, sendRaw } from "../support/bad-requests.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";
import { until } from "../support/wait.js";
import { blocksOf } from "./readme-blocks.js";

/** Every fenced block of the pages does what it says, in a customer's project and against a local OpenComputer. */

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/backend.md",
  "docs/core.md",
  "docs/frameworks.md",
  "docs/reference.md",
  "docs/uploads.md",
];

const API = "https://api.opencomputer.dev";
const AGENTS_API = "https://app.opencomputer.dev/api/managed-agents";
const CDN = /^https:\/\/cdn\.jsdelivr\.net\/npm\/oc-session@[\d.]+\//;
const BACKEND = "The backend behind endpoint: ts";
const FRAMEWORKS = "In a framework";
const SCRIPT = `<script type="module" src="/oc-session/dist/cdn/oc-session.js"></script>`;

const PROOFS: Readonly<Record<string, (code: string) => Promise<void>>> = {
  "Try it: sh 1": onlyScripts,
  "Put it on a page: html 1": async (code) => converse(await bundledPage(code)),
  "Put it on a page: html 2": async (code) => converse(await plainPage(code)),
  "Put it on a page: html 3": async (code) => converse(await plainPage(code), "Chat"),
  "Put it on a page: html 4": pinnedTag,
  "Put it on a page: html 5": givenSession,
  [`${BACKEND} 1`]: asBackend,
  "Theming: css 1": onBrand,
  "Theming: js 1": ownEvents,
  "Content Security Policy: text 1": asPolicy,
  "Set-up: sh 1": onlyScripts,
  "Tests: sh 1": onlyScripts,
  "Signing in and out: js 1": signingOut,
  "Which wire to take: html 1": async (code) => converse(await plainPage(SCRIPT + code)),
  "The routes of a serverless agent: ts 1": asAgentHost,
  "With the SDK: ts 1": withTheSdk,
  "The headless core: oc-session/core: ts 1": headless,
  [`${FRAMEWORKS}: tsx 1`]: inReact,
  [`${FRAMEWORKS}: vue 1`]: inVue,
  [`${FRAMEWORKS}: ts 2`]: asVueConfig,
  [`${FRAMEWORKS}: svelte 1`]: inSvelte,
  "<oc-launcher>: html 1": fromButton,
  "<oc-session-list>: html 1": withList,
  "In your page: js 1": withFiles,
  "What is sent: text 1": filesInText,
};

const blocks = PAGES.flatMap(blocksOf);
let customer: Customer;
let computer: LocalOpenComputer;
let browser: Browser;
/** The same site three times: with the README's policy, with the one that lets frameworks draw, and with a CDN in it. */
let strict: Site;
let framed: Site;
let pinned: Site;
/** Pages that a block is tried on, by path. */
const pages: Record<string, string> = {};
/** How often the README's backend was asked. */
let answers = 0;
/** Exceptions and breaches of the page's policy, of which there must be none. */
const complaints: string[] = [];

before(async () => {
  [customer, computer, browser] = await Promise.all([
    Customer.install("react-dom", "@types", "@opencomputer/sdk", "vite", "@vitejs"),
    LocalOpenComputer.start({ agentPace: 0 }),
    launchBrowser(),
  ]);
  const endpoint = await backend(code(`${BACKEND} 1`));
  const options = { computer, pages, folder: customer.folder, endpoint };
  const policy = localized(code("Content Security Policy: text 1")).trim();
  [strict, framed, pinned] = await Promise.all([
    startSite({ ...options, policy }),
    startSite({ ...options, policy: frameworkPolicy(computer.url) }),
    startSite({
      ...options,
      policy: policy.replace("script-src 'self'", "$& https://cdn.jsdelivr.net"),
    }),
  ]);
});
after(async () => {
  await browser.close();
  await Promise.all([strict.close(), framed.close(), pinned.close(), computer.close(), customer.close()]);
});

test("Every block is tried, and nothing is tried that is not there", () => {
  assert.deepEqual(
    blocks.map(({ name }) => name),
    Object.keys(PROOFS),
  );
});

test("The README stays a front page of at most 220 lines", () => {
  assert.ok(readFileSync("README.md", "utf8").split("\n").length <= 220);
});

for (const file of [...PAGES, ...documents("docs"), "demo/frameworks/README.md", "server/README.md"]) {
  test(`Every file that ${file} links to is there`, () => {
    const text = readFileSync(file, "utf8");
    const links = [...text.matchAll(/(?:\]\(|src(?:set)?=")(?!https?:|#|\/)([^)"#]+)/g)];
    const missing = links.filter(([, link = ""]) => !existsSync(path.join(file, "..", link)));
    assert.deepEqual(missing, []);
  });

  test(`Every heading that ${file} links to is there`, () => {
    const text = readFileSync(file, "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(
      ([, link = "", heading = ""]) =>
        !headingsOf(link ? path.join(file, "..", link) : file).includes(heading),
    );
    assert.deepEqual(missing, []);
  });
}

/** The names by which a page's headings are linked to, as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, words = ""]) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function documents(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".md")).map((file) => path.posix.join(folder, file));
}

describe("What it shows works", () => {
  for (const { name, code } of blocks) {
    test(name, { timeout: 60_000 }, async () => {
      complaints.length = 0;
      await PROOFS[name]?.(code);
      assert.deepEqual(complaints, []);
    });
  }
});

test("Its TypeScript is right by the types of the packed package and of the SDK", async () => {
  const checks = { noEmit: true, strict: true, skipLibCheck: true };
  const options = { ...checks, allowJs: true, jsx: "react-jsx", types: ["node"] };
  const modern = { target: "es2022", module: "esnext", moduleResolution: "bundler" };
  const include = ["backend.ts", "agent-host.ts", "sdk.ts", "headless.ts", "react/support.tsx", "host.d.ts"];
  const config = { compilerOptions: { ...options, ...modern }, include };
  await customer.write("host.d.ts", HOST);
  await run("tsc", ["-p", await customer.write("tsconfig.json", JSON.stringify(config))]);
});

/** What the blocks take from the customer's own code. */
const HOST = `interface User { readonly id: string; readonly chat?: string; mayStart(): Promise<boolean>; save(data: { chat: string }): Promise<void> }
declare function loggedInUser(request: Request): Promise<User | null>;
declare function chatsOf(user: string): Promise<string[]>;
declare function keepChat(user: string, session: string): Promise<void>;
declare function mayStart(user: string): Promise<boolean>;`;

function code(name: string): string {
  return blocks.find((block) => block.name === name)?.code ?? "";
}

/** The same code, told of the local OpenComputer where it has nothing to say of addresses, keys and ids. */
function localized(text: string): string {
  return text
    .replaceAll(API, computer.url)
    .replaceAll(AGENTS_API, computer.agentsUrl)
    .replaceAll("agt_…", "helper")
    .replace(/<oc-session(?=\s)/g, `$& base-url="${computer.baseUrl}"`)
    .replace("<OcSession", `$& baseUrl="${computer.baseUrl}"`)
    .replace("data-endpoint", `data-base-url="${computer.baseUrl}" $&`)
    .replace("new OpenComputer({", `$& baseUrl: "${computer.baseUrl}",`)
    .replace("new Session({", `$& baseUrl: "${computer.baseUrl}",`);
}

async function onlyScripts(commands: string): Promise<void> {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const named = [...commands.matchAll(/npm (?:run )?(?!install)(\w+)/g)].map(([, script = ""]) => script);
  assert.ok(named.length > 1);
  assert.deepEqual(
    named.filter((script) => !scripts[script]),
    [],
  );
}

/** The README's backend, in a host that knows each browser by its login. */
async function backend(text: string) {
  const chats = new Map<string, string>();
  Object.assign(globalThis, {
    async loggedInUser({ headers }: Request) {
      const id = headers.get("cookie");
      if (!id) return null;
      return {
        id,
        chat: chats.get(id),
        mayStart: async () => true,
        save: async ({ chat }: { chat: string }) => void chats.set(id, chat),
      };
    },
  });
  await customer.write("backend.ts", text);
  const { POST } = (await load("backend.mjs", localized(text))) as {
    POST(request: Request): Promise<Response>;
  };
  return getRequestListener((request) => {
    answers += 1;
    return POST(request);
  });
}

async function load(file: string, text: string): Promise<unknown> {
  const { code: script } = await transform(text, { loader: "ts" });
  return import(pathToFileURL(await customer.write(file, script)).href);
}

/** A page of the site with `body` on it, as it is written. */
async function plainPage(body: string): Promise<Page> {
  const path = `/page-${Object.keys(pages).length}.html`;
  pages[path] = html(localized(body.replaceAll("/oc-session/", "/node_modules/oc-session/")));
  return visit(path);
}

/** A page that Vite has built, modules and all. */
async function bundledPage(body: string): Promise<Page> {
  await customer.write("bundled/index.html", html(localized(body)));
  await customer.build("bundled");
  return visit("/bundled/dist/");
}

/** A page with a framework's app, which Vite has built; it takes the component from `support`. */
async function framedPage(
  name: string,
  files: Readonly<Record<string, string>>,
  plugins: PluginOption[] = [],
): Promise<Page> {
  const [main] = Object.keys(files);
  await customer.write(
    `${name}/index.html`,
    html(`<main></main><script type="module" src="./${main}"></script>`),
  );
  for (const [file, text] of Object.entries(files)) await customer.write(`${name}/${file}`, localized(text));
  await customer.build(name, plugins);
  return visit(`/${name}/dist/`, framed);
}

function html(body: string): string {
  return `<!doctype html><html lang="en"><head><title>Customer</title><link rel="icon" href="data:,"></head>
    <body>${body}</body></html>`;
}

async function visit(path: string, { url } = strict): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.route(CDN, fromPackage);
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url + path);
  return page;
}

/** The CDN has the files of this build. */
async function fromPackage(route: Route): Promise<void> {
  const file = route.request().url().replace(CDN, "node_modules/oc-session/");
  await route.fulfill({ path: customer.path(file), headers: { "access-control-allow-origin": "*" } });
}

/** A person says hello and is answered; by a button of this name the chat opens first. */
async function converse(page: Page, opener?: string): Promise<void> {
  if (opener) await page.getByRole("button", { name: opener, exact: true }).click();
  const composer = page.getByRole("textbox", { name: "Message" });
  await composer.fill("Hello");
  await composer.press("Enter");
  await page.locator("oc-entry").getByText("an agent that needs no model").first().waitFor();
  await page.close();
}

/** README.md states the hash of a release, so here it is that of this build. */
async function pinnedTag(text: string): Promise<void> {
  const hashes = JSON.parse(readFileSync("dist/cdn/integrity.json", "utf8")) as Record<string, string>;
  const [tag, ...others] = text.match(/sha384-[\w+/]{64}/g) ?? [];
  assert.ok(tag && others.length === 0);
  pages["/pinned.html"] = html(localized(text.replace(tag, hashes["embed.js"]!)));
  await converse(await visit("/pinned.html", pinned), "Chat");
}

async function givenSession(text: string): Promise<void> {
  const { id, token } = await computer.createSession({ model: "offline/helper" });
  const given = text.replace("ses_…", id).replace("ct_…", token);
  await converse(await plainPage(SCRIPT + given));
}

/**
 * Checks that a backend has served the pages, and refuses bad requests. The backend of the README does not read `refs`
 * and `session`, and waits for a body that never comes as long as its host does.
 */
async function asBackend(): Promise<void> {
  assert.ok(answers > 1, "Nobody has asked it.");
  for (const bad of BAD_REQUESTS.filter(({ name }) => !/refs|session|unknown|no body/.test(name))) {
    const status = await sendRaw(`${strict.url}/api/chat`, bad, "mallory");
    assert.ok(status >= 400 && status < 500, `${bad.name}: ${status}`);
  }
  const started = ALIKE.map(async ([user, key]) => {
    const headers = { cookie: user, "content-type": "application/json" };
    const body = JSON.stringify({ reason: "start", input: { text: "Hello" }, idempotency_key: key });
    const response = await fetch(`${strict.url}/api/chat`, { method: "POST", headers, body });
    return ((await response.json()) as Answer).session;
  });
  assert.equal(new Set(await Promise.all(started)).size, ALIKE.length);
}

/** Users and keys that are the same text when they are joined by a colon. */
const ALIKE = [
  ["Fay", "a:b"],
  ["Fay:a", "b"],
] as const;

/** A page without a chat wipes what others have kept. */
async function signingOut(text: string): Promise<void> {
  pages["/logout"] = "";
  await customer.write("signing-out/main.ts", `${text}\nObject.assign(globalThis, { signOut });`);
  await customer.write("signing-out/index.html", html(`<script type="module" src="./main.ts"></script>`));
  await customer.build("signing-out");
  const page = await visit("/signing-out/dist/");
  const left = await page.evaluate(
    async ([message, draft]) => {
      localStorage.setItem(message!, "secret");
      sessionStorage.setItem(draft!, "secret");
      await (globalThis as { signOut?: () => Promise<void> }).signOut?.();
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    },
    [nameOf("message", "x"), nameOf("draft", "x")],
  );
  assert.ok(left.includes(nameOf("reset")));
  assert.doesNotMatch(left, /secret/);
  await page.close();
}

/** A conversation begins and is read, and a stranger finds none. */
async function asAgentHost(text: string): Promise<void> {
  const chats = new Map<string, string[]>();
  Object.assign(globalThis, {
    chatsOf: async (user: string) => chats.get(user) ?? [],
    keepChat: async (user: string, session: string) => void chats.set(user, [session]),
    mayStart: async () => true,
  });
  for (const file of ["agent.js", "turn.js", "question.js"]) {
    await customer.write(file, readFileSync(`demo/recipes/${file}`, "utf8"));
  }
  await customer.write("agent-host.ts", text);
  const agent = localized(text)
    .replace('"support"', '"helper"')
    .replace("process.env.OPENCOMPUTER_API_KEY!", `"${computer.orgKey}"`);
  const { GET, POST } = (await load("agent-host.mjs", agent)) as Record<
    "GET" | "POST",
    (request: Request) => Promise<Response>
  >;
  const site = "https://shop.test";
  const headers = { cookie: "ada", host: "shop.test", origin: site, "content-type": "application/json" };
  const question = { session: null, reason: "start", input: { text: "Hello" }, idempotency_key: "k" };
  const started = await POST(
    new Request(`${site}/api/agent`, { method: "POST", headers, body: JSON.stringify(question) }),
  );
  const { session, ...way } = (await started.json()) as { session: string };
  assert.deepEqual(way, { protocol: "serverless", base_url: "/api/agent" });
  const log = `${site}/api/agent/sessions/${session}/events`;
  assert.match(await (await GET(new Request(log, { headers }))).text(), /"message.received"/);
  const stranger = await GET(new Request(log, { headers: { ...headers, cookie: "eve" } }));
  assert.equal(stranger.status, 404);
}

interface Answer {
  readonly session: string;
  readonly token: string;
}

/** Both of its answers open the session. */
async function withTheSdk(text: string): Promise<void> {
  const [, imports, calls] = /^(import [^\n]*\n)(.*)$/s.exec(text) ?? [];
  const module = `${imports}
    export async function answers(user: User & { chat: string }, input: { text: string }, idempotency_key: string) {
      ${calls}
      return [answer, renewal] satisfies { session: string; token: string | undefined }[];
    }`;
  await customer.write("sdk.ts", module);
  const { answers } = (await load("sdk.mjs", localized(module))) as {
    answers(user: object, input: object, key: string): Promise<Answer[]>;
  };
  const { id: chat } = await computer.createSession();
  const given = await answers({ id: "ada", chat }, { text: "Hello" }, crypto.randomUUID());
  assert.equal(given[1]?.session, chat);
  for (const { session, token } of given) {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(`${computer.baseUrl}/sessions/${session}/events`, { headers });
    assert.equal(status, 200);
    assert.ok(token.startsWith("ct_"));
  }
  const alike = ALIKE.map(([id, key]) => answers({ id, chat }, { text: "Hello" }, key));
  const started = (await Promise.all(alike)).map(([first]) => first?.session);
  assert.equal(new Set(started).size, ALIKE.length);
}

async function inReact(text: string): Promise<void> {
  const main = `import { createRoot } from "react-dom/client";
    import { Support } from "./support.tsx";
    createRoot(document.querySelector("main")!).render(<Support />);`;
  await showsTurns(await framedPage("react", { "main.tsx": main, "support.tsx": text }));
}

async function inVue(text: string): Promise<void> {
  const main = `import { createApp } from "vue";
    import Support from "./support.vue";
    createApp(Support).mount("main");`;
  const { default: config } = (await load("vite.config.mjs", code(`${FRAMEWORKS}: ts 2`))) as VueConfig;
  await showsTurns(await framedPage("vue", { "main.ts": main, "support.vue": text }, config.plugins));
  isVueConfigured = true;
}

interface VueConfig {
  readonly default: { readonly plugins: PluginOption[] };
}

/** Whether the page of {@link inVue} was built by the configuration. */
let isVueConfigured = false;

async function asVueConfig(): Promise<void> {
  assert.ok(isVueConfigured);
}

async function inSvelte(text: string): Promise<void> {
  const main = `import { mount } from "svelte";
    import Support from "./support.svelte";
    mount(Support, { target: document.querySelector("main")! });`;
  const onwarn = ({ message }: { message: string }) => complaints.push(message);
  const plugin = svelte({ configFile: false, onwarn });
  await showsTurns(await framedPage("svelte", { "main.ts": main, "support.svelte": text }, [plugin]));
}

/** The starter that the component gives is there, and its listener hears of the next turn. */
async function showsTurns(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Where is my order?" }).click();
  await page.locator("oc-entry").getByText("Where is my order?").first().waitFor();
  await page.locator("oc-session:state(idle)").waitFor();
  const working = page.waitForEvent("console", (message) => message.text() === "working");
  const session = await until(() =>
    page.locator("oc-session").evaluate((element: OcSession) => element.session),
  );
  const question = { type: "user.message", actor: { type: "human" }, body: { text: "Well?" } } as const;
  await computer.appendEvents(session, question);
  await working;
  await page.close();
}

async function onBrand(text: string): Promise<void> {
  pages["/brand.css"] = text;
  // An agent that never answers, and so is at work.
  const { id, token } = await computer.createSession();
  const message = { type: "agent.message", actor: { type: "agent" }, body: { text: "Hi" } } as const;
  await computer.appendEvents(id, message);
  const page = await plainPage(`<link rel="stylesheet" href="/brand.css">
    <script type="module" src="/oc-session/dist/cdn/oc-session.js"></script>
    <oc-session session="${id}" token="${token}"></oc-session>`);
  await page.evaluate(() => (document.body.style.blockSize = "500px"));
  await page.locator("oc-session:state(working)").waitFor();
  await page.locator('[part~="bubble"][part~="agent"]').waitFor();
  const worn = await page.locator("oc-session").evaluate((element: OcSession) => {
    const [user, agent, header] = ["bubble user", "bubble agent", "header"].map((part) =>
      getComputedStyle(element.shadowRoot!.querySelector(`[part^="${part}"]`)!),
    ) as [CSSStyleDeclaration, CSSStyleDeclaration, CSSStyleDeclaration];
    return {
      accent: user.backgroundColor,
      agent: agent.backgroundColor,
      font: agent.fontFamily,
      height: getComputedStyle(element).height,
      isLineInked: header.borderBlockEndColor === header.color,
    };
  });
  assert.deepEqual(worn, {
    accent: "rgb(122, 60, 255)",
    agent: "rgba(0, 0, 0, 0)",
    font: "Inter, sans-serif",
    height: "500px",
    isLineInked: true,
  });
  await page.close();
}

/** An event of the customer's own is drawn by their words. */
async function ownEvents(text: string): Promise<void> {
  pages["/renderers.js"] = text;
  const { id, token } = await computer.createSession();
  await computer.appendEvents(id, { type: "order.shipped", body: { number: 7 } });
  const page = await plainPage(`<script type="module" src="/oc-session/dist/cdn/oc-session.js"></script>
    <oc-session session="${id}" token="${token}"></oc-session><script src="/renderers.js"></script>`);
  await page.getByText("Order 7 is on its way.").waitFor();
  await page.close();
}

async function fromButton(text: string): Promise<void> {
  const page = await plainPage(text);
  await page.getByRole("button", { name: "Ask us" }).click();
  await page.getByRole("button", { name: "Where is my order?" }).click();
  await page.locator("oc-entry").getByText("You asked").first().waitFor();
  await page.close();
}

/** The conversations that the backend knows are there, and it hears of a new name. */
async function withList(text: string): Promise<void> {
  const [markup = "", script = ""] = text.split(/<script type="module">|<\/script>/);
  pages["/list.js"] =
    `const put = (session, change) => fetch("/api/conversations/" + session, { method: "PUT", body: JSON.stringify(change) });
    const [save, remove] = [put, (session) => put(session, null)];${script}`;
  const changed: (string | null)[] = [];
  const page = await browser.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.route("**/api/conversations", (route: Route) =>
    route.fulfill({ json: [{ session: "ses_1", title: "About my order" }] }),
  );
  await page.route("**/api/conversations/ses_1", (route: Route) => {
    changed.push(route.request().postData());
    return route.fulfill({ status: 204 });
  });
  const cdn = "/node_modules/oc-session/dist/cdn";
  pages["/list.html"] = html(`<script type="module" src="${cdn}/oc-session.js"></script>
    <script type="module" src="${cdn}/oc-session-list.js"></script>
    ${markup}<script type="module" src="/list.js"></script>`);
  await page.goto(`${strict.url}/list.html`);
  await page.getByRole("button", { name: /^About my order/ }).press("F2");
  await page.locator("[part=rename-input]").fill("My order");
  await page.locator("[part=rename-input]").press("Enter");
  assert.equal(await until(() => changed[0]), '{"title":"My order"}');
  await page.close();
}

/** A file is picked, goes to the route, and its address with the message. */
async function withFiles(text: string): Promise<void> {
  pages["/uploads.js"] = text;
  const { id, token } = await computer.createSession();
  const page = await plainPage(`<script type="module" src="/oc-session/dist/cdn/oc-session.js"></script>
    <oc-session session="${id}" token="${token}"></oc-session><script src="/uploads.js"></script>`);
  await page.route("**/api/files?name=*", (route: Route) =>
    route.fulfill({
      json: { url: "/api/files/k3/report.pdf", size: route.request().postDataBuffer()?.length },
    }),
  );
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  const buffer = Buffer.from("%PDF-1.7");
  await (await chooser).setFiles({ name: "report.pdf", mimeType: "application/pdf", buffer });
  await page.getByText(/PDF.* · .*8 bytes/).waitFor();
  await page.getByRole("textbox", { name: "Message" }).fill("Look at this");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "report.pdf" }).waitFor();
  // The page shows the message before the log has it.
  const sent = await until(async () => {
    const { body } = await computer.request("GET", `/sessions/${id}/events?limit=10`);
    return (body as { data: { body: { text: string } }[] }).data[1]?.body.text;
  });
  sentText = sent.replace(new URL(page.url()).origin, "https://shop.example");
  await page.close();
}

/** What {@link withFiles} has sent, as its page shows it. */
let sentText = "";

async function filesInText(text: string): Promise<void> {
  const [words = "", blank, line = ""] = text.split("\n");
  assert.equal(sentText, [words, blank, line.replace("k3…", "k3")].join("\n"));
}

/** Which all these pages are served with, and the pages of every other test. */
async function asPolicy(text: string): Promise<void> {
  assert.equal(text.trim(), strictPolicy(API));
}

async function headless(text: string): Promise<void> {
  await customer.write("headless.ts", text);
  const { id, token } = await computer.createSession({ model: "offline/helper" });
  const script = localized(text).replace("ses_…", id).replace("ct_…", token);
  const child = spawn(process.execPath, [await customer.write("headless.mjs", script)]);
  child.stderr.pipe(process.stderr);
  const failed = once(child, "exit").then(() => assert.fail("It ended."));
  await Promise.race([printed(child, /^\d+ agent\.message$/), failed]);
  failed.catch(() => undefined);
  child.kill();
}

async function printed({ stdout }: ChildProcess, line: RegExp): Promise<void> {
  for await (const text of createInterface({ input: stdout! })) if (line.test(text)) return;
}
