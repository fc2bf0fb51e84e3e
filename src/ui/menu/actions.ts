import type { MenuItem } from "../host/attributes.js";
import type { Locale } from "../language/locale.js";
import { printAlone } from "./print.js";
import type { MenuSay } from "./words.js";

/** What the items need of the chat. */
export interface MenuHost {
  readonly words: Pick<Locale, "strings" | "dir">;
  /** The chat itself. */
  readonly element: Element;
  /** What the agent is called. */
  readonly agent: string;
  /** A turn runs. */
  readonly isWorking: boolean;
  /** What the conversation is called. */
  readonly heading: string;
  /** The whole conversation as markdown. */
  exportMarkdown(): Promise<string>;
  newConversation(): void;
  /** Has all of the conversation read; null where it was. */
  readAll(): Promise<void> | null;
  /** Opens the search. */
  find(): void;
}

/** What an item is called and does. One that takes its time says with `done` that it has been done. */
export interface MenuAction {
  readonly label: string;
  readonly act: () => unknown;
  readonly done?: string;
  /** Asked before it is done, and what the way out says. */
  readonly ask?: { readonly question: string; readonly stay: string };
}

/** How long a file stays to be fetched by the browser, in milliseconds. */
const FILE_MS = 60_000;

/** What stands behind an item's name. */
export function actionOf(name: MenuItem, host: MenuHost, say: MenuSay): MenuAction {
  if (name === "new") return begin(host, say);
  const label = say(name === "find" ? "find.label" : `menu.${name}`);
  switch (name) {
    case "find":
      return { label, act: () => host.find() };
    case "copy":
      return { label, act: () => copy(host.exportMarkdown()), done: say("button.copied") };
    case "download":
      return { label, act: () => download(host), done: say("menu.downloaded") };
    case "print":
      return {
        label,
        act: () => host.readAll()?.then(() => printAlone(host.element)) ?? printAlone(host.element),
      };
  }
}

/** What runs in the conversation goes on without anybody who looks: that is asked about first. */
function begin(host: MenuHost, say: MenuSay): MenuAction {
  const ask = { question: say("new.confirm", { agent: host.agent }), stay: say("new.stay") };
  const act = () => host.newConversation();
  return { label: say("button.new-conversation"), act, ...(host.isWorking && { ask }) };
}

/** Safari only lets a page write what it has promised within the press. */
function copy(text: Promise<string>): Promise<void> {
  const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
  try {
    return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } catch {
    return text.then((words) => navigator.clipboard.writeText(words));
  }
}

async function download(host: MenuHost): Promise<void> {
  const text = await host.exportMarkdown();
  const href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const day = new Date().toLocaleDateString("sv");
  Object.assign(document.createElement("a"), {
    href,
    download: `${fileName(host.heading)} ${day}.md`,
  }).click();
  setTimeout(() => URL.revokeObjectURL(href), FILE_MS);
}

/** Words without what one system or another keeps out of the names of its files. */
function fileName(words: string): string {
  return (
    words
      .replace(/[\p{Cc}\p{Cf}\s<>:"/\\|?*]+/gu, " ")
      .trim()
      .replace(/^\.+/, "")
      .slice(0, 80) || "chat"
  );
}
