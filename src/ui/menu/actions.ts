import type { MenuItem } from "../host/attributes.js";
import type { Locale } from "../language/locale.js";
import { printAlone } from "./print.js";
import type { MenuSay } from "./words.js";

/** The part of the chat that the items use. */
export interface MenuHost {
  readonly words: Pick<Locale, "strings" | "dir">;
  /** The chat itself. */
  readonly element: HTMLElement;
  /** What the agent is called. */
  readonly agent: string;
  /** Whether a turn is under way now; `oc-turn` at the element tells of a change. */
  isWorking(): boolean;
  /** What the conversation is called. */
  readonly heading: string;
  /** The whole conversation as markdown. */
  exportMarkdown(): Promise<string>;
  newConversation(): void;
  /** Has the whole conversation read, unless `signal` ends it; null where it has been. */
  readAll(signal: AbortSignal): Promise<void> | null;
  /** How many seqs of the log are still to be read for that. */
  unread(): number;
  /** Opens the search. */
  find(): void;
}

/** The name and the act of an item. An act that takes its time says with `done` that it has been done. */
export interface MenuAction {
  readonly label: string;
  readonly act: () => unknown;
  readonly done?: string;
  /** What it waits for, null where for nothing, and what is said meanwhile. Closing the menu ends it. */
  readonly wait?: {
    readonly until: (closed: AbortSignal) => Promise<unknown> | null;
    readonly words: string;
    /** What is left, in any unit. */
    readonly left: () => number;
  };
  /** What is asked before the act. */
  readonly ask?: Question;
}

/** A question before an act. */
export interface Question {
  /** Whether it is to be asked now. */
  readonly isDue: () => boolean;
  /** The words of the question. */
  readonly words: string;
  /** The words in their place, once the question would no longer be asked. */
  readonly overtaken: string;
  /** The words that decline the act. */
  readonly stay: string;
}

/** A file can be fetched by the browser for this long. */
const FILE_MS = 60_000;

/** The action of a menu item. */
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
        act: () => printAlone(host.element),
        wait: {
          until: (closed) => host.readAll(closed),
          words: say("transcript.loading"),
          left: () => host.unread(),
        },
      };
  }
}

/** A new conversation. Where a turn is under way the person is asked first: it would go on while nobody sees it. */
function begin(host: MenuHost, say: MenuSay): MenuAction {
  const { agent } = host;
  return {
    label: say("button.new-conversation"),
    act: () => {
      host.newConversation();
      // What had the focus belongs to the conversation that was left. A new one begins with the person's words.
      host.element.focus();
    },
    ask: {
      isDue: () => host.isWorking(),
      words: say("new.confirm", { agent }),
      overtaken: say("new.finished", { agent }),
      stay: say("new.stay"),
    },
  };
}

/** Copies a text. Safari lets a page write only what it has promised while the press is handled. */
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

/** A name for a file, without signs that a system does not allow. */
function fileName(words: string): string {
  return (
    words
      .replace(/[\p{Cc}\p{Cf}\s<>:"/\\|?*]+/gu, " ")
      .trim()
      .replace(/^\.+/, "")
      .slice(0, 80) || "chat"
  );
}
