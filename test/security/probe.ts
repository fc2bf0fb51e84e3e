/**
 * Watches a page from inside, as the first script on it: what runs that should not, what the page's policy
 * refused, what ended up in any tree that must never be there.
 */
import { marked } from "marked";
import { english } from "../../src/ui/language/english.js";
import type { AgentEvent } from "./agent-fields.js";
import { forbidden } from "./forbidden.js";

/** What a page can be told to do. */
export interface Probe {
  showLog(log: LogOnServer): Promise<Sighting>;
  showAgentLog(log: AgentLog): Promise<Sighting>;
  showGrowing(answers: readonly (readonly AgentEvent[][])[]): Promise<Sighting>;
  showHostTexts(texts: readonly string[]): Promise<Sighting>;
  showUnguarded(texts: readonly string[], enough: number): Promise<Unguarded>;
  useChat(log: LogOnServer): Promise<Use>;
}

/** A session whose whole log is to be shown. */
export interface LogOnServer {
  readonly baseUrl: string;
  readonly session: string;
  readonly token: string;
  /** How many entries it makes. */
  readonly entries: number;
  /** The features with which it is shown. The log must end with a formula, which shows that their files are loaded. */
  readonly features?: string;
}

/** The log of a serverless agent, which the page itself answers with. */
export interface AgentLog {
  readonly events: readonly AgentEvent[];
  /** How many entries it makes. */
  readonly entries: number;
}

/** What was seen; everything but `entries` must be empty. */
export interface Sighting {
  /** Entries that were drawn. */
  readonly entries: number;
  /** Elements, attributes, addresses and characters that must not be in the chat. */
  readonly forbidden: readonly string[];
  /** Numbers of the payloads whose code ran. */
  readonly ran: readonly number[];
  /** What the page's policy refused. */
  readonly violations: readonly string[];
  /** How the page around the chat differs from before. */
  readonly outside: readonly string[];
}

/** How a chat looks and works on a page. */
export interface Use {
  /** Computed styles of its parts, those a page's own fonts decide left out. */
  readonly looks: Readonly<Record<string, string>>;
  /** Text of the last message, after one was sent. */
  readonly lastMessage: string;
  /** The chat's box and the field's, in whole pixels. */
  readonly boxes: readonly (readonly [width: number, height: number])[];
  /** How the page around the chat differs from before it was added. */
  readonly outside: readonly string[];
  /** Globals that came with the package. */
  readonly globals: readonly string[];
  readonly violations: readonly string[];
}

/** Places in the list of the texts that left something forbidden, and of those whose code ran. */
export interface Unguarded {
  readonly caught: readonly number[];
  readonly ran: readonly number[];
}

type Chat = HTMLElement & Record<string, unknown> & { updateComplete: Promise<unknown> };

const ran: number[] = [];
const violations: string[] = [];

Object.assign(globalThis, { hit: (id: number) => ran.push(Number(id)) });
const globalsAtStart = new Set(Object.getOwnPropertyNames(globalThis));
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
  violations.push(`${violatedDirective} ${blockedURI} ${sample}`);
});

/** Shows a session's whole log at once, in a chat that is tall enough, with everything unfolded. */
export async function showLog({
  baseUrl,
  session,
  token,
  entries,
  features,
}: LogOnServer): Promise<Sighting> {
  return watch(async (chat) => {
    Object.assign(chat, { baseUrl, session, token, ...(features && { features }) });
    const shown = await showWhole(chat, entries);
    const last = () => [...chat.shadowRoot!.querySelectorAll("oc-entry")].at(-1);
    if (features) await until(() => last()?.querySelector("math") != null);
    unfold(chat);
    await nextFrame();
    return { entries: shown, forbidden: forbidden(chat.shadowRoot!) };
  });
}

/** The same with the log of a serverless agent. */
export async function showAgentLog({ events, entries }: AgentLog): Promise<Sighting> {
  return watch(async (chat) => {
    new FakeHost(chat).tell(events);
    const shown = await showWhole(chat, entries);
    // What is unfolded has folds of its own, which are drawn then.
    while (unfold(chat)) for (let frame = 0; frame < 2; frame += 1) await nextFrame();
    return { entries: shown, forbidden: forbidden(chat.shadowRoot!) };
  });
}

/** Waits until so many entries are drawn, and returns how many there are. */
async function showWhole(chat: Chat, entries: number): Promise<number> {
  Object.assign(chat, { level: "internal" });
  chat.style.setProperty("--oc-height", "10000000px");
  document.querySelector("main")!.append(chat);
  const shown = () => chat.shadowRoot!.querySelectorAll("oc-entry").length;
  await until(() => shown() >= entries);
  return shown();
}

/** Unfolds all that is folded. Returns whether anything was. */
function unfold(chat: Chat): boolean {
  const folds = chat.shadowRoot!.querySelectorAll<HTMLDetailsElement>("details:not([open])");
  for (const fold of folds) fold.open = true;
  const more = () => chat.shadowRoot!.querySelector<HTMLElement>(".show-more");
  const isCut = more() !== null;
  while (more()) more()!.click();
  return folds.length > 0 || isCut;
}

/** The routes of a serverless agent's host, in the page: a log that is told to one chat. */
class FakeHost {
  readonly #events: object[] = [];
  #isRead = false;
  #told: (() => void) | null = null;

  constructor(chat: Chat) {
    const ask: typeof fetch = async (input) => {
      const after = Number(new URL(String(input)).searchParams.get("after"));
      const news = () => this.#events.slice(after);
      const isAtEnd = after === this.#events.length;
      // Once the chat has read all, it is answered as soon as there is more.
      if (isAtEnd && this.#isRead) await new Promise<void>((told) => (this.#told = told));
      this.#isRead ||= isAtEnd;
      this.#told = null;
      return Response.json({ events: news() });
    };
    Object.assign(chat, {
      protocol: "serverless",
      baseUrl: `${location.origin}/api`,
      session: "s",
      fetch: ask,
    });
  }

  /** Whether the chat has read all that was told, and asks for more. */
  get isHeard(): boolean {
    return this.#told !== null;
  }

  tell(events: readonly AgentEvent[]): void {
    for (const event of events) {
      const seq = this.#events.length + 1;
      this.#events.push({ ...event, id: `e${seq}`, seq, timestamp: "2026-11-22T10:00:00Z" });
    }
    this.#told?.();
    this.#told = null;
  }
}

/** Entries are drawn in chunks. Something may have changed in so many of the last ones. */
const LAST_CHUNKS = 2;

/** Has answers grow side by side, one after the other in each chat, and looks after each step. */
export async function showGrowing(answers: readonly (readonly AgentEvent[][])[]): Promise<Sighting> {
  return watch(async (first) => {
    const more = Array.from({ length: SIDE_BY_SIDE - 1 }, () => document.createElement("oc-session"));
    const chats = [first, ...(more as unknown as Chat[])];
    const hosts = chats.map((chat) => new FakeHost(chat));
    document.querySelector("main")!.append(...chats);
    await until(() => hosts.every(({ isHeard }) => isHeard));
    const found: string[] = [];
    let entries = 0;
    for (let i = 0; i < answers.length; i += SIDE_BY_SIDE) {
      const growing = answers.slice(i, i + SIDE_BY_SIDE);
      const steps = Math.max(...growing.map(({ length }) => length));
      for (let step = 0; step < steps; step += 1) {
        growing.forEach((answer, j) => hosts[j]!.tell(answer[step] ?? []));
        await until(() => hosts.every(({ isHeard }) => isHeard));
        await nextFrame();
        await nextFrame();
        growing.forEach((_, j) => found.push(...forbiddenAtEnd(chats[j]!)));
      }
      growing.forEach((_, j) => (entries += chats[j]!.shadowRoot!.querySelector("[part~=option]") ? 1 : 0));
    }
    for (const chat of more) chat.remove();
    return { entries, forbidden: found };
  });
}

function forbiddenAtEnd(chat: Chat): string[] {
  const root = chat.shadowRoot!;
  const last = [...root.querySelectorAll(".chunk")].slice(-LAST_CHUNKS);
  return [...last, ...root.querySelectorAll(".tail, .choices")].flatMap((element) => forbidden(element));
}

/** Chats that show a host's texts side by side. */
const SIDE_BY_SIDE = 30;

/** Gives a chat each text in every property in which a host may put words. */
export async function showHostTexts(texts: readonly string[]): Promise<Sighting> {
  return watch(async (first) => {
    const more = Array.from({ length: SIDE_BY_SIDE - 1 }, () => document.createElement("oc-session"));
    const chats = [first, ...(more as unknown as Chat[])];
    document.querySelector("main")!.append(...chats);
    const found: string[] = [];
    for (let i = 0; i < texts.length; i += SIDE_BY_SIDE) {
      texts.slice(i, i + SIDE_BY_SIDE).forEach((text, j) => setHostTexts(chats[j]!, text));
      await nextFrame();
      await nextFrame();
      for (const chat of chats) found.push(...forbidden(chat.shadowRoot!, { hostTexts: true }));
    }
    for (const chat of more) chat.remove();
    return { entries: 0, forbidden: found };
  });
}

function setHostTexts(chat: Chat, text: string): void {
  const strings = Object.fromEntries(Object.keys(english).map((key) => [key, text]));
  Object.assign(chat, {
    heading: text,
    greeting: text,
    placeholder: text,
    agentName: text,
    strings,
    value: text,
  });
  chat["prompts"] = [text, { label: text, text }];
  chat["suggestions"] = [text, { label: text, text }];
}

/**
 * What becomes of each text through marked, or as markup, with `innerHTML` and nothing else. All are looked
 * through; every fifth comes to life, in a frame of its own. Resolves once the code of `enough` of them has run, or after 30 s.
 */
export async function showUnguarded(texts: readonly string[], enough: number): Promise<Unguarded> {
  const caught = new Set<number>();
  const ranIn = new Set<number>();
  texts.forEach((text, i) => {
    for (const html of [marked.parse(text, { async: false }), text]) {
      const { body } = document.implementation.createHTMLDocument();
      body.innerHTML = html;
      if (forbidden(body).length > 0) caught.add(i);
      if (i % 5 !== 0) continue;
      const frame = document.body.appendChild(document.createElement("iframe"));
      Object.assign(frame.contentWindow!, { hit: () => ranIn.add(i) });
      frame.contentDocument!.body.innerHTML = html;
    }
  });
  await until(() => ranIn.size >= enough);
  return { caught: [...caught], ran: [...ranIn] };
}

const PARTS =
  "header heading transcript message bubble author time link code table notice composer input send-button";

/** Shows a log in a chat of its usual size, sends a message by its field, and tells how that went. */
export async function useChat({ baseUrl, session, token, entries }: LogOnServer): Promise<Use> {
  await customElements.whenDefined("oc-session");
  const before = around();
  const chat = document.createElement("oc-session") as unknown as Chat;
  Object.assign(chat, { baseUrl, session, token, heading: "Help" });
  document.querySelector("main")!.append(chat);
  const root = chat.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`);
  const messages = () => [...root.querySelectorAll('[part~="bubble"]')];
  // On a busy machine the words of messages stand there before what reads their markdown.
  await until(() => root.querySelectorAll("oc-entry").length >= entries && part("code") !== null);
  const looks = Object.fromEntries(PARTS.split(" ").map((name) => [name, look(part(name))]));
  const boxes = [chat, part("input")!].map((element) => element.getBoundingClientRect());
  const count = messages().length;
  chat["value"] = "Thank you";
  await until(() => !part("send-button")!.matches(":disabled"));
  part("send-button")!.click();
  await until(() => messages().length > count);
  const lastMessage = messages().at(-1)?.textContent ?? "";
  chat.remove();
  const outside = around().filter((line, i) => line !== before[i]);
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !globalsAtStart.has(name));
  return {
    violations,
    globals,
    looks,
    lastMessage,
    boxes: boxes.map(({ width, height }) => [Math.round(width), Math.round(height)]),
    outside,
  };
}

/** What a page may not change in a part: everything but what follows from the page's fonts and width. */
function look(element: HTMLElement | null): string {
  if (!element) return "missing";
  const style = getComputedStyle(element);
  const names =
    "display position color background-color font-style font-variant-caps font-weight letter-spacing word-spacing text-transform text-indent text-align text-shadow " +
    "white-space direction visibility cursor padding-top border-top-width list-style-type line-height pointer-events user-select box-sizing opacity float";
  return names
    .split(" ")
    .map((name) => `${name}: ${style.getPropertyValue(name)}`)
    .join("; ");
}

async function watch(
  act: (chat: Chat) => Promise<Pick<Sighting, "entries" | "forbidden">>,
): Promise<Sighting> {
  await customElements.whenDefined("oc-session");
  const before = around();
  const chat = document.createElement("oc-session") as unknown as Chat;
  const { entries, forbidden } = await act(chat);
  // What was only queued, a load or a report, gets its turn.
  await new Promise((passed) => setTimeout(passed, 200));
  chat.remove();
  const outside = around().filter((line, i) => line !== before[i]);
  return { entries, forbidden: forbidden.slice(0, 20), ran, violations: violations.slice(0, 20), outside };
}

/** All of the page that is not ours: markup, globals, style sheets, title, cookies, scroll. */
function around(): string[] {
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  for (const chat of page.querySelectorAll("oc-session")) chat.remove();
  return [
    page.outerHTML,
    Object.getOwnPropertyNames(globalThis).sort().join(" "),
    `${document.styleSheets.length} ${document.adoptedStyleSheets.length} ${document.fonts.size}`,
    document.title,
    document.cookie,
    location.href,
    `${document.activeElement?.tagName}`,
  ];
}

async function until(reached: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!reached() && performance.now() < deadline) await nextFrame();
}

function nextFrame(): Promise<unknown> {
  return new Promise((frame) => requestAnimationFrame(frame));
}
