/*
 * The classic script behind `<script async src="…/embed.js" data-endpoint="/api/chat"></script>`: a floating chat from
 * one tag. It contains only the launcher. The chat is `oc-session.js` in the same folder.
 */
import type * as EmbedWords from "./embed-words.js";
import { make } from "./ui/launcher/dom.js";
import { OcLauncher } from "./ui/launcher/oc-launcher.js";
import type { LauncherWords } from "./ui/launcher/words.js";
import { ownDocument } from "./ui/page/own-document.js";
import { documentParsed } from "./ui/page/page-state.js";
import { runPinned } from "./ui/page/pinned-module.js";

/** The integrity hash of `oc-session.js`, from the build. An `embed.js` runs only the chat that it was built with. */
declare const OC_SESSION_INTEGRITY: string;

/** The integrity hash of `embed-words.js`, from the build. */
declare const EMBED_WORDS_INTEGRITY: string;

const script = ownDocument("currentScript") as HTMLScriptElement;
if (!script) throw new Error("embed.js: no type=module");

const words = loader<typeof EmbedWords>("embed-words.js", EMBED_WORDS_INTEGRITY);

if (!customElements.get("oc-launcher")) {
  OcLauncher.load = loader("oc-session.js", OC_SESSION_INTEGRITY);
  OcLauncher.follow = follow;
  OcLauncher.invite = async (launcher) => (await words())?.invite(launcher);
  customElements.define("oc-launcher", OcLauncher);
}
// Without these two attributes the script only registers the element, for launchers that are written as markup.
void (script.matches("[data-endpoint],[data-session]") ? addLauncher() : lookForMarkup());

/**
 * Returns a function that loads a file from the folder of this script. The file is loaded once for all launchers; after
 * a failure the next call tries again.
 */
function loader<Module>(file: string, integrity: string): () => Promise<Module | undefined> {
  let { href } = new URL(file, script.src);
  let fetching: Promise<Module | undefined> | undefined;
  const fetchFile = async () => {
    if (await runPinned(href, integrity)) return import(href) as Promise<Module>;
    fetching = undefined;
    // Firefox does not load a module again from a URL that has failed, so the next attempt uses another URL.
    href += "#";
    return undefined;
  };
  return () => (fetching ??= fetchFile());
}

/** Calls `say` with a launcher's texts, now and when a `lang` around it changes, until `signal` is aborted. */
function follow(launcher: Element, say: (words?: LauncherWords) => void, signal: AbortSignal): void {
  const look = async () => {
    // The language of the launcher is that of the chat inside it.
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
    // A tag manager or a router may run the same script tag again. A second launcher with the same id and endpoint is
    // not added.
    if (!all("oc-launcher").some((other) => kind(other) === kind(launcher))) body?.append(launcher);
    // Libraries may replace the body (Turbo), its content (htmx) or the whole document (React), and remove the
    // launcher.
    for (const swapped of [ownDocument("documentElement"), body])
      if (swapped) swaps.observe(swapped, { childList: true });
  };
  const swaps = new MutationObserver(() => {
    if (all("script").some((other) => other.src === script.src)) place();
  });
  place();
}

/**
 * Warns if there is neither `data-endpoint` nor a launcher, because some tag managers drop attributes that begin with
 * `data-`.
 */
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
