import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { BrowserLauncher, SessionResult } from "@web/test-runner";
import { freePorts } from "../../server/test/support/ports.js";
import type { WebKitPaths } from "./find-browser.js";

/** The time limit of a command; a browser that takes longer is considered hung. */
const COMMAND_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 60_000;

/** The WebDriver codes of keys, by the names that Playwright and the tests use. */
const KEYS: Readonly<Record<string, string>> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
  F2: "\uE032",
  Meta: "\uE03D",
};

/** The methods of Playwright's `Page` that the runner's key commands call. */
interface KeyboardPage {
  readonly keyboard: Record<"type" | "press" | "down" | "up", (keys: string) => Promise<void>>;
}

/**
 * Runs test files in WebKitGTK, which has no headless mode: in one window on a virtual screen, file after file, after
 * the other browsers. It speaks WebDriver itself, because the runner's own launcher adds 329 packages and cannot hold
 * a key down.
 */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = "WebKitGTK";
  /** The type that the runner's key commands check: see {@link getPage}. */
  readonly type = "playwright";
  /**
   * Makes the runner start WebKitGTK alone and last. With two other browsers at the same time, its timers are late.
   */
  readonly __experimentalWindowFocus__ = true;
  readonly #place: WebKitPaths;
  readonly #processes: ChildProcess[] = [];
  readonly #active = new Set<string>();
  #session: Promise<string> | undefined;

  constructor(place: WebKitPaths) {
    this.#place = place;
    process.once("exit", () => this.#endProcesses());
  }

  async startSession(id: string, url: string): Promise<void> {
    this.#active.add(id);
    await this.#command("POST", "/url", { url });
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error("WebKitGTK is not set up for debugging."));
  }

  isActive(id: string): boolean {
    return this.#active.has(id);
  }

  getBrowserUrl(): Promise<string> {
    return this.#command<string>("GET", "/url");
  }

  /** The window stays open; the next file resets it. */
  async stopSession(id: string): Promise<SessionResult> {
    this.#active.delete(id);
    await this.#command("POST", "/execute/sync", { script: "sessionStorage.clear()", args: [] });
    await this.#command("POST", "/url", { url: "about:blank" });
    return {};
  }

  async stop(): Promise<void> {
    if (this.#session) await this.#command("DELETE", "").catch(() => {});
    this.#endProcesses();
  }

  getPage(): KeyboardPage {
    return {
      keyboard: {
        type: (text) => this.#keys([...text].flatMap((key) => [down(key), up(key)])),
        press: (key) => this.#keys([down(key), up(key)]),
        down: (key) => this.#keys([down(key)]),
        up: (key) => this.#keys([up(key)]),
      },
    };
  }

  /** Runs the body of a function in the page, even if its policy forbids `eval`; returns its result. */
  execute<Value>(script: string): Promise<Value> {
    return this.#command<Value>("POST", "/execute/sync", { script, args: [] });
  }

  async #keys(actions: readonly object[]): Promise<void> {
    await this.#command("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async #command<Value>(method: string, path: string, body?: object): Promise<Value> {
    const session = await (this.#session ??= this.#start());
    return request<Value>(method, session + path, body);
  }

  /** Starts screen, driver and browser; returns the URL of the WebDriver session. */
  async #start(): Promise<string> {
    const screen = spawn(
      this.#place.xvfb,
      ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
      { stdio: ["ignore", "ignore", "ignore", "pipe"] },
    );
    this.#processes.push(screen);
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const [display] = (await once(screen.stdio[3] as NodeJS.ReadableStream, "data", { signal })) as [Buffer];
    const [port] = (await freePorts(1)) as [number];
    const env = {
      ...process.env,
      DISPLAY: `:${display.toString().trim()}`,
      // Drawing by software OpenGL takes twice the time.
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    };
    this.#processes.push(spawn(this.#place.driver, [`--port=${port}`], { env, stdio: "ignore" }));
    const driver = `http://127.0.0.1:${port}`;
    await reachable(`${driver}/status`);
    // "none", because the runner itself waits for the page, and a command must not block until then.
    const capabilities = { alwaysMatch: { pageLoadStrategy: "none" } };
    const { sessionId } = await request<{ sessionId: string }>("POST", `${driver}/session`, { capabilities });
    return `${driver}/session/${sessionId}`;
  }

  /** The browser ends with its screen. */
  #endProcesses(): void {
    for (const child of this.#processes.splice(0)) child.kill();
  }
}

function down(key: string): object {
  return { type: "keyDown", value: KEYS[key] ?? key };
}

function up(key: string): object {
  return { type: "keyUp", value: KEYS[key] ?? key };
}

async function request<Value>(method: string, url: string, body?: object): Promise<Value> {
  const response = await fetch(url, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    signal: AbortSignal.timeout(COMMAND_TIMEOUT_MS),
  });
  const { value } = (await response.json()) as { value: Value & { message?: string } };
  if (!response.ok) throw new Error(`WebKitGTK, ${method} ${new URL(url).pathname}: ${value.message}`);
  return value;
}

async function reachable(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await fetch(url).catch(() => null))) {
    if (Date.now() > deadline) throw new Error(`No answer at ${url}.`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
