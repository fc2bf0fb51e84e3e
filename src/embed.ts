/*
 * The classic script behind `<script async src="…/embed.js" data-endpoint="/api/chat"></script>`: a floating chat
 * from one tag. It holds the launcher and nothing more; the chat itself is `oc-session.js` beside it.
 */
import type * as EmbedWords from "./embed-words.js";
import { make } from "./ui/launcher/dom.js";
import { OcLauncher } from "./ui/launcher/oc-launcher.js";
import type { LauncherWords } from "./ui/launcher/words.js";
import { ownDocument } from "./ui/page/own-document.js";
import { documentParsed } from "./ui/page/page-state.js";
import { runPinned } from "./ui/page/pinned-module.js";

/** The hash of `oc-session.js`, by the build: an `embed.js` runs the chat it was built with and no other. */
declare const OC_SESSION_INTEGRITY: string;

/** The hash of `embed-words.js`. */
declare const EMBED_WORDS_INTEGRITY: string;

const script = ownDocument("currentScript") as HTMLScriptElement;
if (!script) throw new Error("embed.js: no module");

const words = loader<typeof EmbedWords>("embed-words.js", EMBED_WORDS_INTEGRITY);

if (!customElements.get("oc-launcher")) {
  OcLauncher.load = loader("oc-session.js", OC_SESSION_INTEGRITY);
  OcLauncher.follow = follow;
  OcLauncher.invite = async (launcher) => (await words())?.invite(launcher);
  customElements.define("oc-launcher", OcLauncher);
}
// Without either it only registers the element, for launchers written as markup.
void (script.matches("[data-endpoint],[data-session]") ? addLauncher() : lookForMarkup());

/** Fetches a file from beside this one: once for all launchers, and again where that failed. */
function loader<Module>(file: string, integrity: string): () => Promise<Module | undefined> {
  let { href } = new URL(file, script.src);
  let fetching: Promise<Module | undefined> | undefined;
  const fetchFile = async () => {
    if (await runPinned(href, integrity)) return import(href) as Promise<Module>;
    fetching = undefined;
    // Firefox remembers by its address what it could not fetch.
    href += "#";
    return undefined;
  };
  return () => (fetching ??= fetchFile());
}

/** Tells a launcher its words, and again when a `lang` around it changes, until `signal` is aborted. */
function follow(launcher: Element, say: (words?: LauncherWords) => void, signal: AbortSignal): void {
  const look = async () => {
    // The chat's own language is that of its launcher.
    const chat = launcher.firstElementChild ?? launcher;
    const isForeign = document.querySelector("[lang]") && !chat.matches(":lang(en)");
    say(isForeign ? (await words())?.wordsFor(chat) : undefined);
  };
  const langs = new MutationObserver(look);
  for (const root of [document, launcher.getRootNode()])
    langs.observe(root, { subtree: true, attributeFilter: ["lang"] });
  signal.onabort = () => langs.disconnect();
  void look();
}

async function addLauncher(): Promise<void> {
  const chat = make("oc-session");
  const launcher = make("oc-launcher", {}, chat);
  for (const { name, value } of script.attributes) {
    const attribute = /^data-(?!on|style$)(.+)/.exec(name)?.[1];
    if (!attribute) continue;
    const isLaunchers = ["id", ...OcLauncher.observedAttributes].includes(attribute);
    (isLaunchers ? launcher : chat).setAttribute(attribute, value);
  }
  delete script.dataset["token"];
  await documentParsed();
  const place = () => {
    const body = ownDocument("body");
    // A tag manager or a router may run the same tag again; one chat of a kind is enough.
    if (!all("oc-launcher").some((other) => kind(other) === kind(launcher))) body?.append(launcher);
    // Sites swap whole bodies (Turbo), what is in them (htmx) or all of the document (React), and the tag with it.
    for (const swapped of [ownDocument("documentElement"), body])
      if (swapped) swaps.observe(swapped, { childList: true });
  };
  const swaps = new MutationObserver(() => {
    if (all("script").some((other) => other.src === script.src)) place();
  });
  place();
}

/** Some tag managers drop all that begins with `data-`, and nothing else would say why there is no chat. */
async function lookForMarkup(): Promise<void> {
  await documentParsed();
  if (!document.querySelector("oc-launcher")) console.warn("embed.js: no data-endpoint, no <oc-launcher>");
}

function all<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag][] {
  return [...document.querySelectorAll(tag)];
}

function kind({ id, firstElementChild: chat }: Element): string {
  return `${id} ${chat?.getAttribute("endpoint")}`;
}
