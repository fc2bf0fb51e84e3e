import type { MenuItem } from "../host/attributes.js";
import type { Locale } from "../language/locale.js";
import { printAlone } from "./print.js";
import type { MenuSay } from "./words.js";

/** The properties and methods of the chat that the menu items use. */
export interface MenuHost {
  readonly words: Pick<Locale, "strings" | "dir">;
  /** The chat itself. */
  readonly element: HTMLElement;
  /** The agent's name. */
  readonly agent: string;
  /** Whether a turn is running. `oc-turn` at the element tells of changes. */
  isWorking(): boolean;
  /** The heading of the conversation. */
  readonly heading: string;
  /** The whole conversation as markdown. */
  exportMarkdown(): Promise<string>;
  newConversation(): void;
  /** Reads the whole conversation, unless `signal` is aborted; null if it has been read. */
  readAll(signal: AbortSignal): Promise<void> | null;
  /** How many events of the log are still to be read. */
  unread(): number;
  /** Opens the search. */
  find(): void;
}

/** A menu item: its label and what it does. `done`: the text to show when it is done, for an item that takes time. */
export interface MenuAction {
  readonly label: string;
  readonly act: () => unknown;
  readonly done?: string;
  /** What the item waits for, and the text it shows while waiting. Closing the menu ends the wait. */
  readonly wait?: {
    readonly until: (closed: AbortSignal) => Promise<unknown> | null;
    readonly words: string;
    /** How much is left, in any unit. */
    readonly left: () => number;
  };
  /** The question to confirm before the item acts. */
  readonly ask?: Question;
}

/** A confirmation before an item acts. */
export interface Question {
  /** Whether the confirmation is needed now. */
  readonly isDue: () => boolean;
  /** The text of the question. */
  readonly words: string;
  /** The text in its place, once the confirmation is no longer needed. */
  readonly overtaken: string;
  /** The label of the button that declines. */
  readonly stay: string;
}

/** How long the browser can read the downloaded file from its object URL. */
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

/**
 * The item that begins a new conversation. While a turn is running it asks first, because the turn would continue in
 * the conversation that is left.
 */
function begin(host: MenuHost, say: MenuSay): MenuAction {
  const { agent } = host;
  return {
    label: say("button.new-conversation"),
    act: () => {
      host.newConversation();
      // The focused element belongs to the conversation that was left. A new one begins in the composer.
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

/**
 * Copies a text. Safari allows an asynchronous write only if its promise is passed while the click is handled.
 *
 * @throws the error of `text`, or a `DOMException` where the browser refuses to copy.
 */
function copy(text: Promise<string>): Promise<unknown> {
  const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
  try {
    return Promise.all([text, navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])]);
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

/** A file name without characters that a file system does not allow. */
function fileName(words: string): string {
  return (
    words
      .replace(/[\p{Cc}\p{Cf}\s<>:"/\\|?*]+/gu, " ")
      .trim()
      .replace(/^\.+/, "")
      .slice(0, 80) || "chat"
  );
}
